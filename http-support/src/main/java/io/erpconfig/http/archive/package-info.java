/**
 * A branch as one archive.
 */
@NullMarked
package io.erpconfig.http.archive;

import org.jspecify.annotations.NullMarked;
