/** The unit of work: what changes together in a store, in one step. */
@NullMarked
package io.erpconfig.core.commit;

import org.jspecify.annotations.NullMarked;
