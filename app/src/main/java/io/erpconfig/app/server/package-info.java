/** The HTTP server with what is mounted on it. */
@NullMarked
package io.erpconfig.app.server;

import org.jspecify.annotations.NullMarked;
