/** What is seen of a running server from outside: metrics, the access log, and whether it is ready. */
@NullMarked
package io.erpconfig.app.observe;

import org.jspecify.annotations.NullMarked;
