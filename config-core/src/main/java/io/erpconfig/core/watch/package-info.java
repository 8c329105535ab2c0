/** Who wants to know at once that something has changed. */
@NullMarked
package io.erpconfig.core.watch;

import org.jspecify.annotations.NullMarked;
