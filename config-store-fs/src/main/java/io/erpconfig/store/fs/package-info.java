/**
 * The store on a plain directory of one machine: the embedded default.
 */
@NullMarked
package io.erpconfig.store.fs;

import org.jspecify.annotations.NullMarked;
