/** The periodic jobs of a running server. */
@NullMarked
package io.erpconfig.app.upkeep;

import org.jspecify.annotations.NullMarked;
