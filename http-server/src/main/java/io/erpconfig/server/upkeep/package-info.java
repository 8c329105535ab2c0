/** The periodic jobs of a running server. */
@NullMarked
package io.erpconfig.server.upkeep;

import org.jspecify.annotations.NullMarked;
