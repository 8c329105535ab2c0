/**
 * The store of configurations, which a storage backend opens, and the one exception that all of its ports throw. The contract
 * that comments cite by section is {@code docs/contract.md} of the project, which also says what each word means.
 */
@NullMarked
package io.erpconfig.core;

import org.jspecify.annotations.NullMarked;
