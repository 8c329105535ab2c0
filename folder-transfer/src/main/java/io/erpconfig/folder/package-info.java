/**
 * Folders on disk on their way into a branch and out of it. A folder becomes one snapshot, or nothing is changed:
 *
 * <pre>{@code
 * FoundFolder found = new LocalFolders(FileSystemStore::isDataDirectory).find("config", maxFileSize);
 * FolderImport.Target target = new FolderImport.Target(project, Optional.empty(), "Import " + found.name(), false);
 * new FolderImport(found).into(target, store, projects, editor, bytes -> {});
 * }</pre>
 */
@NullMarked
package io.erpconfig.folder;

import org.jspecify.annotations.NullMarked;
