package io.erpconfig.core.content;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.memory.InMemoryStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Trees of files whose content is a number, and how many folders of them were read. */
public final class SampleTrees {

    /** Names that sort in another order with a slash behind them than without. */
    private static final List<String> NAMES = List.of("a", "a-b", "a.b", "a0", "b", "ab", "é", "😀", "Ａ", "z");

    private final Counted folders = new Counted();
    private final Trees trees = new Trees(InMemoryStore.create().blobs()).with(folders);
    private int reads;

    private final class Counted extends HashMap<TreeId, Tree> {
        private static final long serialVersionUID = 1;

        @Override
        public Tree get(Object key) {
            reads++;
            return super.get(key);
        }
    }

    public Trees trees() {
        return trees;
    }

    /** Number of folders that were read since this was asked for before. */
    public int reads() {
        int since = reads;
        reads = 0;
        return since;
    }

    /** A path of up to four names. */
    public static String path(Random random) {
        StringBuilder path = new StringBuilder(NAMES.get(random.nextInt(NAMES.size())));
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
        }
        return path.toString();
    }

    /** The tree of files with the same content. */
    public TreeId tree(Iterable<String> paths) {
        Map<String, Integer> files = new TreeMap<>();
        paths.forEach(path -> files.put(path, 1));
        return tree(files);
    }

    /** The tree of files by path; one that can't be there beside those before it is left out. */
    public TreeId tree(Map<String, Integer> contents) {
        TreeDraft draft = new TreeDraft(trees, Tree.EMPTY.id());
        contents.forEach((path, content) -> {
            try {
                draft.put(new ConfigPath(path), file(new ConfigPath(path).name(), content));
            } catch (ConfigStoreException e) {
                // A folder is there, or a file is on the way.
            }
        });
        TreeDraft.Built built = draft.build();
        folders.putAll(built.fresh());
        return built.root();
    }

    private static FileEntry file(String name, int content) {
        byte[] bytes = {(byte) content};
        return new FileEntry(
                name,
                1,
                Md5.ofDigest(Md5.newDigest().digest(bytes)),
                new BlobId(Sha256.of(bytes)),
                GitId.ofDigest(GitId.newDigest("blob", 1).digest(bytes)));
    }
}
