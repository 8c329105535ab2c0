/** Differences between two files, as text. */
@NullMarked
package io.erpconfig.http.diff;

import org.jspecify.annotations.NullMarked;
