/** Limits on what clients may hold of a server: connections, heads and bodies that don't come, and answers that take long. */
@NullMarked
package io.erpconfig.http.limit;

import org.jspecify.annotations.NullMarked;
