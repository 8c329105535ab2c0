/** Accounts of operators with a password, and signing in with it. */
@NullMarked
package io.erpconfig.account;

import org.jspecify.annotations.NullMarked;
