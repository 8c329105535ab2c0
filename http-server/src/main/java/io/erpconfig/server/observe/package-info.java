/** The outside view of a running server: metrics, the access log, and whether it is ready. */
@NullMarked
package io.erpconfig.server.observe;

import org.jspecify.annotations.NullMarked;
