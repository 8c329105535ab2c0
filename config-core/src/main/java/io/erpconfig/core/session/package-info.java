/** Signed-in operators: their sessions here, and those of the platform that the service lives behind. */
@NullMarked
package io.erpconfig.core.session;

import org.jspecify.annotations.NullMarked;
