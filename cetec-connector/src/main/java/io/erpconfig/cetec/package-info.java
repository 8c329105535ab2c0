/** The ERP proxy (contract, section 10): a CETEC ERP's billed customers with the state of their backup databases. */
@NullMarked
package io.erpconfig.cetec;

import org.jspecify.annotations.NullMarked;
