/** The ERP, asked by HTTP. */
@NullMarked
package io.erpconfig.cetec.upstream;

import org.jspecify.annotations.NullMarked;
