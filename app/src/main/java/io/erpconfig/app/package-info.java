/** The program: one class a command, and the wiring of store and adapters. Nothing below this package knows of it. */
@NullMarked
package io.erpconfig.app;

import org.jspecify.annotations.NullMarked;
