/**
 * Stores in memory, for embedders' tests and for trying things out.
 */
@NullMarked
package io.erpconfig.core.memory;

import org.jspecify.annotations.NullMarked;
