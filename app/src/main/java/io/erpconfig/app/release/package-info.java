/** The version of the program. */
@NullMarked
package io.erpconfig.app.release;

import org.jspecify.annotations.NullMarked;
