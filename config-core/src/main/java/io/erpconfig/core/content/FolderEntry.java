package io.erpconfig.core.content;

import static java.util.Objects.requireNonNull;

/**
 * A folder in a folder.
 *
 * @param name  one segment of a {@link ConfigPath}
 * @param tree  where its entries are
 * @param gitId the id of its git tree object
 */
public record FolderEntry(String name, TreeId tree, GitId gitId) implements TreeEntry {

    public FolderEntry {
        requireNonNull(name, "name");
        requireNonNull(tree, "tree");
        requireNonNull(gitId, "gitId");
    }
}
