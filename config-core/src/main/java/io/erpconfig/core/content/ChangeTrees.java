package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * Change trees as they are stored: what finds the last change of a path, and makes the change tree of a new state out of that
 * of the state before. One that is missing or damaged makes nothing fail: what it would have said is unknown then. Safe for
 * any number of threads.
 */
public final class ChangeTrees {

    private static final ChangeTreeId EMPTY_ID = ChangeTree.EMPTY.id();

    private final Trees trees;
    private final BlobStore blobs;
    private final Map<ChangeTreeId, ChangeTree> fresh;

    public ChangeTrees(Trees trees, BlobStore blobs) {
        this(trees, blobs, Map.of());
    }

    /**
     * The same change trees and some that may not be stored yet.
     *
     * @param trees those whose changes they are
     * @param fresh by id; what is put in later counts too, but then one thread alone may use the result
     */
    public ChangeTrees(Trees trees, BlobStore blobs, Map<ChangeTreeId, ChangeTree> fresh) {
        this.trees = trees;
        this.blobs = blobs;
        this.fresh = fresh;
    }

    /**
     * A stored change tree.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if it is not there or is none
     */
    public ChangeTree load(ChangeTreeId id) {
        if (id.equals(EMPTY_ID)) {
            return ChangeTree.EMPTY;
        }
        ChangeTree unstored = fresh.get(id);
        return unstored != null ? unstored : ChangeTree.decode(blobs.read(id.blob()));
    }

    /** A stored change tree, unless it is damaged. */
    public Optional<ChangeTree> tryLoad(ChangeTreeId id) {
        try {
            return Optional.of(load(id));
        } catch (ConfigStoreException e) {
            if (e.code() != ErrorCode.STORAGE_DAMAGED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Optional<ChangeTree> tryLoad(ChangeTreeId id, Tree folder) {
        return tryLoad(id).filter(changes -> changes.fits(folder));
    }

    /**
     * Checks a stored change tree beside its folder.
     *
     * @param generation of a commit that has both
     * @param below      is given the folders in it that have change trees of their own, with these
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED} if it can't be that of the folder
     */
    public void check(TreeId folder, ChangeTreeId id, int generation, BiConsumer<TreeId, ChangeTreeId> below) {
        ChangeTree changes = load(id);
        Tree tree = trees.load(folder);
        if (!changes.fits(tree)) {
            throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, "it has other entries than its folder");
        }
        int removal = changes.lastRemoval().orElse(generation);
        if (removal < 1 || removal > generation) {
            throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, "it names a commit that there is not");
        }
        for (int i = 0; i < changes.count(); i++) {
            int value = Math.abs(changes.value(i));
            if (value < 1 || value > generation) {
                throw new ConfigStoreException(ErrorCode.STORAGE_DAMAGED, "it names a commit that there is not");
            }
            if (!tree.isFile(i)) {
                TreeId inside = tree.folderTree(i);
                changes.child(i).ifPresent(child -> below.accept(inside, child));
            }
        }
    }

    /**
     * The generation of the last change of what is at a path. A negative one means that it has been what it is since that
     * generation, negated, or longer.
     *
     * @param root    the root folder
     * @param changes its change tree
     * @param path    where something is
     * @return empty if nothing is there, or what would tell is damaged
     */
    public OptionalInt find(TreeId root, ChangeTreeId changes, ConfigPath path) {
        Tree folder = trees.load(root);
        Optional<ChangeTree> known = tryLoad(changes, folder);
        for (Iterator<String> segments = path.segments().iterator(); known.isPresent(); ) {
            int index = folder.indexOf(segments.next());
            if (index < 0) {
                return OptionalInt.empty();
            }
            int value = known.get().value(index);
            Optional<ChangeTreeId> child = known.get().child(index);
            if (!segments.hasNext() || child.isEmpty()) {
                return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
            }
            folder = trees.load(folder.folderTree(index));
            known = tryLoad(child.get(), folder);
        }
        return OptionalInt.empty();
    }

    /**
     * The generation after which nothing was taken out of a folder: in that commit something may have been.
     *
     * @param root    the root folder
     * @param changes its change tree
     * @param path    where the folder is; empty for the root
     * @return empty if there is no such folder, or nothing tells
     */
    public OptionalInt lastRemoval(TreeId root, ChangeTreeId changes, Optional<ConfigPath> path) {
        Tree folder = trees.load(root);
        Optional<ChangeTree> known = tryLoad(changes, folder);
        for (String segment : path.map(ConfigPath::segments).orElse(List.of())) {
            int index = folder.indexOf(segment);
            if (index < 0 || folder.isFile(index) || known.isEmpty()) {
                return OptionalInt.empty();
            }
            int value = known.get().value(index);
            Optional<ChangeTreeId> child = known.get().child(index);
            if (child.isEmpty()) {
                return value == 0 ? OptionalInt.empty() : OptionalInt.of(Math.abs(value));
            }
            folder = trees.load(folder.folderTree(index));
            known = tryLoad(child.get(), folder);
        }
        return known.map(ChangeTree::lastRemoval).orElse(OptionalInt.empty());
    }

    /**
     * Makes the change tree of a new state. What it reads and makes are the folders that differ.
     *
     * @param was        the root folder before
     * @param changes    the change tree of that; where it has none, what stays as it is is known to be no newer
     * @param is         the root folder now
     * @param generation of the commit that makes it
     */
    public Built build(TreeId was, Optional<ChangeTreeId> changes, TreeId is, int generation) {
        Tree before = trees.load(was);
        Building building = new Building(generation);
        Known known = new Known(changes.flatMap(id -> tryLoad(id, before)), building.noNewer());
        ChangeTree root = building.build(before, known, trees.load(is)).tree();
        building.add(root);
        return new Built(root.id(), building.made);
    }

    /**
     * A finished change tree.
     *
     * @param fresh what may not be stored yet
     */
    public record Built(ChangeTreeId root, Map<ChangeTreeId, ChangeTree> fresh) {}

    /**
     * What is known of a folder's entries.
     *
     * @param tree none if all of them, and what is below them, have the same value
     */
    private record Known(Optional<ChangeTree> tree, int value) {

        int value(int index) {
            return tree.map(known -> known.value(index)).orElse(value);
        }

        /** The generation after which nothing was taken out of the folder, if it is known. */
        OptionalInt lastRemoval() {
            return tree.map(ChangeTree::lastRemoval).orElse(OptionalInt.of(Math.abs(value)));
        }
    }

    /** @param uniform whether all entries, and what is below them, have the value of the generation that was built */
    private record Made(ChangeTree tree, boolean uniform) {}

    private final class Building {
        private final int generation;
        private final Map<ChangeTreeId, ChangeTree> made = new LinkedHashMap<>();

        Building(int generation) {
            this.generation = generation;
        }

        /** The value of what was there before, of which no more is known. */
        int noNewer() {
            return 1 - generation;
        }

        void add(ChangeTree tree) {
            if (tree.count() > 0) {
                made.put(tree.id(), tree);
            }
        }

        Made build(Tree was, Known known, Tree is) {
            int[] values = new int[is.count()];
            List<ChangeTree.Child> children = new ArrayList<>();
            boolean uniform = true;
            boolean removes = false;
            int before = 0;
            int now = 0;
            while (now < is.count()) {
                int same = was.sameEntries(before, is, now);
                if (same > 0) {
                    copy(known, before, now, same, values, children);
                    uniform = false;
                    before += same;
                    now += same;
                    continue;
                }
                int order = before < was.count() ? was.compareKeys(before, is, now) : 1;
                if (order >= 0) {
                    values[now] = generation;
                    if (order == 0 && !is.isFile(now)) {
                        Optional<ChangeTreeId> child = child(was, before, known, is, now);
                        uniform &= child.isEmpty();
                        int index = now;
                        child.ifPresent(id -> children.add(new ChangeTree.Child(index, id)));
                    }
                    now++;
                }
                if (order <= 0) {
                    before++;
                }
                removes |= order < 0;
            }
            removes |= before < was.count();
            int removal = removes ? generation : known.lastRemoval().orElse(Math.abs(noNewer()));
            return new Made(ChangeTree.of(values, children, removal), uniform);
        }

        private void copy(Known known, int before, int now, int length, int[] values, List<ChangeTree.Child> children) {
            if (known.tree().isEmpty()) {
                Arrays.fill(values, now, now + length, known.value());
                return;
            }
            ChangeTree from = known.tree().get();
            for (int i = 0; i < length; i++) {
                values[now + i] = from.value(before + i);
            }
            from.addChildren(before, before + length, now - before, children);
        }

        private Optional<ChangeTreeId> child(Tree was, int before, Known known, Tree is, int now) {
            Tree folder = trees.load(was.folderTree(before));
            Optional<ChangeTreeId> id = known.tree().flatMap(tree -> tree.child(before));
            Optional<ChangeTree> there = id.flatMap(each -> tryLoad(each, folder));
            boolean lost = id.isPresent() && there.isEmpty();
            Known below = new Known(there, lost ? noNewer() : known.value(before));
            Made child = build(folder, below, trees.load(is.folderTree(now)));
            if (child.uniform()) {
                return Optional.empty();
            }
            add(child.tree());
            return Optional.of(child.tree().id());
        }
    }
}
