/**
 * The store of configurations: the group of ports that a storage backend implements, and the one exception that all of them
 * throw. The contract that comments cite by section is {@code docs/contract.md} of the project, which also says what each word
 * means.
 */
@NullMarked
package io.erpconfig.core;

import org.jspecify.annotations.NullMarked;
