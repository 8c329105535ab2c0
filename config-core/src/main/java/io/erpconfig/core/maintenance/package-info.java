/**
 * Looking after a store: checking that nothing is damaged, freeing what nothing refers to.
 */
@NullMarked
package io.erpconfig.core.maintenance;

import org.jspecify.annotations.NullMarked;
