package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tree that is being changed: a stored root and what is put into it and taken out of it, until {@link #build} makes
 * the folders that are new. Folders come into being with their first file and go with their last one, as in git. Used by
 * one thread.
 */
public final class TreeDraft {

    private final Trees trees;
    private final Tree before;
    private final Folder root;

    public TreeDraft(Trees trees, TreeId root) {
        this.trees = trees;
        this.before = trees.load(root);
        this.root = new Folder(before);
    }

    /** The file at a path as things stand in the draft. */
    public Optional<FileEntry> findFile(ConfigPath path) {
        Folder folder = root;
        for (Iterator<String> segments = path.segments().iterator(); ; ) {
            String name = segments.next();
            if (!segments.hasNext()) {
                return folder.file(name);
            }
            Optional<Folder> next = folder.folder(name);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            folder = next.get();
        }
    }

    /**
     * Puts a file at a path, in place of one that is there.
     *
     * @throws ConfigStoreException {@link ErrorCode#PATH_CONFLICT} where a folder stands there, or a file on the way
     */
    public void put(ConfigPath path, FileEntry file) {
        Folder folder = root;
        Iterator<String> segments = path.segments().iterator();
        String name = segments.next();
        while (segments.hasNext()) {
            if (folder.file(name).isPresent()) {
                throw conflict(path, "'" + name + "' on the way to it is a file");
            }
            folder = folder.openFolder(name);
            name = segments.next();
        }
        if (folder.folder(name).filter(below -> !below.isEmpty()).isPresent()) {
            throw conflict(path, "it is a folder");
        }
        folder.putFile(file.named(name));
    }

    private static ConfigStoreException conflict(ConfigPath path, String why) {
        return new ConfigStoreException(ErrorCode.PATH_CONFLICT, "no file can be at '" + path + "': " + why);
    }

    /** Takes the file at a path out and returns it; empty, and nothing changed, if there is none. */
    public Optional<FileEntry> remove(ConfigPath path) {
        Optional<FileEntry> file = findFile(path);
        if (file.isPresent()) {
            Folder folder = root;
            Iterator<String> segments = path.segments().iterator();
            String name = segments.next();
            while (segments.hasNext()) {
                folder = folder.openFolder(name);
                name = segments.next();
            }
            folder.removeFile(name);
        }
        return file;
    }

    /** Takes everything out. */
    public void clear() {
        root.reset(Tree.EMPTY);
    }

    /** Makes everything as it is below another root. */
    public void reset(TreeId other) {
        root.reset(trees.load(other));
    }

    /** The file at a path below another root. */
    public Optional<FileEntry> fileIn(TreeId other, ConfigPath path) {
        return trees.findFile(other, path);
    }

    /** Makes the folders as they now are. */
    public Built build() {
        Built built = new Built(before.id(), before.gitId(), new LinkedHashMap<>(), new LinkedHashMap<>());
        Tree folder = root.build(before, built);
        return new Built(folder.id(), folder.gitId(), built.fresh, built.content);
    }

    /**
     * A finished draft.
     *
     * @param root  the root folder; may be one that was stored long ago
     * @param gitId of the root folder
     * @param fresh the folders that may not be stored yet, those furthest down first
     * @param content of the files that were put where the draft began with none or with other content, by their git ids
     */
    public record Built(TreeId root, GitId gitId, Map<TreeId, Tree> fresh, Map<GitId, GitBlob> content) {}

    private static Optional<FileEntry> fileIn(Tree folder, String name) {
        return folder.find(name).filter(FileEntry.class::isInstance).map(FileEntry.class::cast);
    }

    private Tree folderIn(Tree folder, String name) {
        return folder.find(name)
                .filter(FolderEntry.class::isInstance)
                .map(entry -> trees.load(((FolderEntry) entry).tree()))
                .orElse(Tree.EMPTY);
    }

    private final class Folder {
        private Tree base;
        private final Map<String, Optional<FileEntry>> files = new HashMap<>();
        private final Map<String, Folder> folders = new HashMap<>();

        Folder(TreeId base) {
            this(trees.load(base));
        }

        Folder(Tree base) {
            this.base = base;
        }

        void reset(Tree other) {
            base = other;
            files.clear();
            folders.clear();
        }

        Optional<FileEntry> file(String name) {
            Optional<FileEntry> changed = files.get(name);
            if (changed != null) {
                return changed;
            }
            return fileIn(base, name);
        }

        /** The folder of this name, to read; it is not there if it has been emptied. */
        Optional<Folder> folder(String name) {
            Folder open = folders.get(name);
            if (open != null) {
                return Optional.of(open);
            }
            return base.find(name)
                    .filter(FolderEntry.class::isInstance)
                    .map(entry -> new Folder(((FolderEntry) entry).tree()));
        }

        /** The folder of this name, to change, as a new one if there is none. */
        Folder openFolder(String name) {
            return folders.computeIfAbsent(name, n -> folder(n).orElseGet(() -> new Folder(Tree.EMPTY)));
        }

        void putFile(FileEntry file) {
            files.put(file.name(), Optional.of(file));
        }

        void removeFile(String name) {
            files.put(name, Optional.empty());
        }

        boolean isEmpty() {
            return withFoldersBelow().stream().allMatch(Folder::hasNothingOfItsOwn);
        }

        private boolean hasNothingOfItsOwn() {
            return files.values().stream().noneMatch(Optional::isPresent)
                    && base.entries().stream()
                            .allMatch(entry -> entry instanceof FileEntry
                                    ? files.containsKey(entry.name())
                                    : folders.containsKey(entry.name()));
        }

        /**
         * This one and those that were opened below it, each before what is below it. Nothing here goes down by recursion: a
         * path may have more segments than a thread's stack has room for.
         */
        private List<Folder> withFoldersBelow() {
            List<Folder> all = new ArrayList<>(List.of(this));
            for (int i = 0; i < all.size(); i++) {
                all.addAll(all.get(i).folders.values());
            }
            return all;
        }

        /** @param before the folder as it was where the draft began */
        Tree build(Tree before, Built into) {
            Map<Folder, Tree> was = new IdentityHashMap<>();
            was.put(this, before);
            List<Folder> all = withFoldersBelow();
            for (Folder each : all) {
                each.folders.forEach((name, below) -> was.put(below, folderIn(was.get(each), name)));
            }
            Map<Folder, Tree> built = new IdentityHashMap<>();
            for (int i = all.size() - 1; i >= 0; i--) {
                Folder each = all.get(i);
                built.put(each, each.build(was.get(each), built, into));
            }
            return built.get(this);
        }

        /** @param built the folders below it */
        private Tree build(Tree before, Map<Folder, Tree> built, Built into) {
            SortedMap<String, Optional<TreeEntry>> changes = new TreeMap<>();
            folders.forEach((name, folder) -> {
                Tree below = built.get(folder);
                Optional<TreeEntry> entry = Optional.empty();
                if (!below.isEmpty()) {
                    entry = Optional.of(new FolderEntry(name, below.id(), below.gitId()));
                }
                changes.put(name + '/', entry);
            });
            files.forEach((name, file) -> {
                changes.put(name, file.map(TreeEntry.class::cast));
                file.map(FileEntry::content)
                        .filter(content ->
                                !fileIn(before, name).map(FileEntry::content).equals(Optional.of(content)))
                        .ifPresent(content -> into.content.put(content.id(), content));
            });
            if (changes.isEmpty()) {
                return base;
            }
            Tree changed = base.with(changes);
            if (!changed.isEmpty()) {
                into.fresh.put(changed.id(), changed);
            }
            return changed;
        }
    }
}
