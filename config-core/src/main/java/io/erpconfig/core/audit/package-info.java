/** The audit trail: who did what to what, when, from where, with which result. */
@NullMarked
package io.erpconfig.core.audit;

import org.jspecify.annotations.NullMarked;
