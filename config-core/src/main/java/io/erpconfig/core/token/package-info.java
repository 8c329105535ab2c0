/**
 * Tokens of external ERPs: what each may read, until when, and from which machine.
 */
@NullMarked
package io.erpconfig.core.token;

import org.jspecify.annotations.NullMarked;
