/** How others are told of what changes in a store. */
@NullMarked
package io.erpconfig.core.change;

import org.jspecify.annotations.NullMarked;
