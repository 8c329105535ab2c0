/** Signed-in operators: their sessions, and how a request's cookies lead to the user. */
@NullMarked
package io.erpconfig.core.session;

import org.jspecify.annotations.NullMarked;
