/**
 * What has been read from a store, kept in memory: what can not change for ever, what others may change for a moment.
 * Decorators over its ports.
 */
@NullMarked
package io.erpconfig.app.cache;

import org.jspecify.annotations.NullMarked;
