/**
 * Moving a whole store from one backend to another, and the port that marks the half-moved.
 */
@NullMarked
package io.erpconfig.core.migration;

import org.jspecify.annotations.NullMarked;
