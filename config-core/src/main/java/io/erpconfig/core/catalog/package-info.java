/**
 * The port that keeps the list of projects and branches, and changes it together with what the audit trail says of that.
 */
@NullMarked
package io.erpconfig.core.catalog;

import org.jspecify.annotations.NullMarked;
