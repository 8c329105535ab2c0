/** Projects' content as both APIs answer it: files, folders, commits. */
@NullMarked
package io.erpconfig.http.content;

import org.jspecify.annotations.NullMarked;
