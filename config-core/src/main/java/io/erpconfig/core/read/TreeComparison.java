package io.erpconfig.core.read;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderEntry;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the files that differ between two trees, passing over folders that are equal. */
public final class TreeComparison {

    static final TreeId NOTHING = Tree.EMPTY.id();

    private final Trees trees;
    private final List<FileChange> changes = new ArrayList<>();

    private TreeComparison(Trees trees) {
        this.trees = trees;
    }

    /** The files that differ, by path. */
    public static List<FileChange> of(Trees trees, TreeId before, TreeId after) {
        TreeComparison comparison = new TreeComparison(trees);
        comparison.compare(before, after, "");
        comparison.changes.sort(Comparator.comparing(FileChange::path));
        return comparison.changes;
    }

    private void compare(TreeId before, TreeId after, String prefix) {
        if (before.equals(after)) {
            return;
        }
        Tree old = trees.load(before);
        Tree now = trees.load(after);
        Set<String> names = new LinkedHashSet<>();
        old.entries().forEach(entry -> names.add(entry.name()));
        now.entries().forEach(entry -> names.add(entry.name()));
        for (String name : names) {
            Optional<TreeEntry> was = old.find(name);
            Optional<TreeEntry> is = now.find(name);
            if (!was.equals(is)) {
                files(prefix + name, was.flatMap(TreeComparison::file), is.flatMap(TreeComparison::file));
                compare(folder(was), folder(is), prefix + name + '/');
            }
        }
    }

    private void files(String path, Optional<FileEntry> was, Optional<FileEntry> is) {
        if (!was.equals(is)) {
            changes.add(new FileChange(path, was, is));
        }
    }

    private static Optional<FileEntry> file(TreeEntry entry) {
        return entry instanceof FileEntry file ? Optional.of(file) : Optional.empty();
    }

    private static TreeId folder(Optional<TreeEntry> entry) {
        return entry.isPresent() && entry.get() instanceof FolderEntry folder ? folder.tree() : NOTHING;
    }
}
