/** What a running server does by itself from time to time. */
@NullMarked
package io.erpconfig.app.upkeep;

import org.jspecify.annotations.NullMarked;
