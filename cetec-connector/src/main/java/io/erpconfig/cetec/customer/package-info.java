/** Customers of the ERP, the rules for the state of their backup databases, and the ports to where both are known. */
@NullMarked
package io.erpconfig.cetec.customer;

import org.jspecify.annotations.NullMarked;
