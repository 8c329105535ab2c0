/** The browser console (contract, section 3, seen by an operator): its files, and the piece that serves them. */
@NullMarked
package io.erpconfig.console;

import org.jspecify.annotations.NullMarked;
