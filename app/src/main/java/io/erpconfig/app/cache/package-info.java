/** What has been read from a store and can not change, kept in memory: decorators over its ports. */
@NullMarked
package io.erpconfig.app.cache;

import org.jspecify.annotations.NullMarked;
