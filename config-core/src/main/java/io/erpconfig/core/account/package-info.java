/**
 * Local accounts of operators.
 */
@NullMarked
package io.erpconfig.core.account;

import org.jspecify.annotations.NullMarked;
