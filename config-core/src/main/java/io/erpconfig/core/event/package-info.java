/** The event log: every change to what an owner has, numbered without gaps. */
@NullMarked
package io.erpconfig.core.event;

import org.jspecify.annotations.NullMarked;
