/**
 * The store of configurations: the group of ports that a storage backend implements, and the one exception that all of them throw.
 */
@NullMarked
package io.erpconfig.core;

import org.jspecify.annotations.NullMarked;
