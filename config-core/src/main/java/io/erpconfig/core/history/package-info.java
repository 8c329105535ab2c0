/**
 * Snapshots: the numbered states of a branch, and the append-only log that keeps them.
 */
@NullMarked
package io.erpconfig.core.history;

import org.jspecify.annotations.NullMarked;
