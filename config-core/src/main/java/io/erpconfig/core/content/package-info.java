/**
 * Content as a Merkle tree: files, folders, their ids, and the port that keeps their bytes.
 */
@NullMarked
package io.erpconfig.core.content;

import org.jspecify.annotations.NullMarked;
