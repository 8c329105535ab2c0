/** The HTTP server with what is mounted on it. */
@NullMarked
package io.erpconfig.server;

import org.jspecify.annotations.NullMarked;
