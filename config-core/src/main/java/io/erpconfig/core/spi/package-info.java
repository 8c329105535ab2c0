/**
 * The part that only stores and decorators of stores need: the ports as one record, of which a {@link
 * io.erpconfig.core.ConfigStore} is made.
 */
@NullMarked
package io.erpconfig.core.spi;

import org.jspecify.annotations.NullMarked;
