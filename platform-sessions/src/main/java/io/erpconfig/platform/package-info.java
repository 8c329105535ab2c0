/** The sessions of a platform that this service lives behind, and that signs its users in itself. */
@NullMarked
package io.erpconfig.platform;

import org.jspecify.annotations.NullMarked;
