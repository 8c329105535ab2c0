/**
 * Reading: refs, files, trees, commits and what differs between two of them.
 */
@NullMarked
package io.erpconfig.core.read;

import org.jspecify.annotations.NullMarked;
