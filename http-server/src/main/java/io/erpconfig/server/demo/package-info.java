/** The example configuration that an empty store can be filled with. */
@NullMarked
package io.erpconfig.server.demo;

import org.jspecify.annotations.NullMarked;
