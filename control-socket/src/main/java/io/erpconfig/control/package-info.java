/**
 * Commands that run in the server that has the store open, on behalf of a process that was called beside it: over a
 * socket in the data directory.
 */
@NullMarked
package io.erpconfig.control;

import org.jspecify.annotations.NullMarked;
