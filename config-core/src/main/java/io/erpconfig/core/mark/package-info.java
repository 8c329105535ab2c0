/** What is said of a whole store, beside all that is in it. */
@NullMarked
package io.erpconfig.core.mark;

import org.jspecify.annotations.NullMarked;
