/** Folders on disk on their way into a branch and out of it. */
@NullMarked
package io.erpconfig.app.folder;

import org.jspecify.annotations.NullMarked;
