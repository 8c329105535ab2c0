/** Retries of changes that others were faster with. */
@NullMarked
package io.erpconfig.core.contention;

import org.jspecify.annotations.NullMarked;
