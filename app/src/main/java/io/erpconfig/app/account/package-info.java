/** Local accounts: their passwords, and the first account of a store. */
@NullMarked
package io.erpconfig.app.account;

import org.jspecify.annotations.NullMarked;
