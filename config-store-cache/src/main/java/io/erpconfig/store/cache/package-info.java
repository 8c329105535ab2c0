/**
 * What has been read from a store, kept in memory: what can not change until it is pushed out, what others may change for a
 * moment. Decorators over its ports, for {@link io.erpconfig.core.ConfigStore#with}. In front of a store that this process
 * alone changes:
 *
 * <pre>{@code
 * ConfigStore cached = store.with(new StoreCaches(24 << 20)::over);
 * }</pre>
 *
 * <p>In front of one that others change too, such as a database, one view is for those who read, and one for those who are
 * about to change something:
 *
 * <pre>{@code
 * StoreCaches caches = new StoreCaches(24 << 20);
 * SharedReads reads = new SharedReads(executor);
 * ConfigReader reader = new ConfigReader(store.with(reads::recent).with(caches::over));
 * ConfigEditor editor = new ConfigEditor(store.with(reads::upToDate).with(caches::over), clock, maxFileSize);
 * }</pre>
 */
@NullMarked
package io.erpconfig.store.cache;

import org.jspecify.annotations.NullMarked;
