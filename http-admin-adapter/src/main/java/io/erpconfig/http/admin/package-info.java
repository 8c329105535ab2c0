/** The admin API (contract, section 3). */
@NullMarked
package io.erpconfig.http.admin;

import org.jspecify.annotations.NullMarked;
