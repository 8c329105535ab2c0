package io.erpconfig.core.content;

/** One line of a folder: a {@link FileEntry} or a {@link FolderEntry}. */
public sealed interface TreeEntry permits FileEntry, FolderEntry {

    /** The name in the folder: one segment of a {@link ConfigPath}. */
    String name();

    /** Its git id: that of its blob or tree object. */
    GitId gitId();
}
