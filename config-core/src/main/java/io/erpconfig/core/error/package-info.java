/**
 * The one exception that all ports and use cases throw, with the stable code that callers switch on and the category
 * that says who has to act.
 */
@NullMarked
package io.erpconfig.core.error;

import org.jspecify.annotations.NullMarked;
