/**
 * The store of a server or a command: the place where it is, and what it is once it is open. Likewise the sessions of a
 * platform.
 */
@NullMarked
package io.erpconfig.opening;

import org.jspecify.annotations.NullMarked;
