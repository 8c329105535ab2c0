/** Which version of the program this is. */
@NullMarked
package io.erpconfig.app.release;

import org.jspecify.annotations.NullMarked;
