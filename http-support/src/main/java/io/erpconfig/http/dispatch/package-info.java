/** What passes requests from the server's selector threads to threads that may wait. */
@NullMarked
package io.erpconfig.http.dispatch;

import org.jspecify.annotations.NullMarked;
