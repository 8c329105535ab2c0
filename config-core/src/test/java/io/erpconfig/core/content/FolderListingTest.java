package io.erpconfig.core.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FolderListingTest {

    private static final long SEED = 20261130;

    /** Folders' names as they sort with and without a slash behind them. */
    private static final List<String> NAMES = List.of("a", "a-b", "a.b", "a0", "b", "ab", "é", "😀", "Ａ", "z");

    private final LoadedTrees loaded = new LoadedTrees();
    private final Trees trees = new Trees(InMemoryStore.create().blobs()).with(loaded);

    /** Folders, and how often one was read. */
    private static final class LoadedTrees extends HashMap<TreeId, Tree> {
        private static final long serialVersionUID = 1;
        private int reads;

        @Override
        public Tree get(Object key) {
            reads++;
            return super.get(key);
        }
    }

    private TreeId tree(Iterable<String> paths) {
        TreeDraft draft = new TreeDraft(trees, Tree.EMPTY.id());
        for (String path : paths) {
            ConfigPath file = new ConfigPath(path);
            FileEntry entry = new FileEntry(
                    file.name(),
                    1,
                    Md5.ofDigest(new byte[Md5.BYTES]),
                    new BlobId(Sha256.of(new byte[] {1})),
                    GitId.ofDigest(new byte[GitId.BYTES]));
            try {
                draft.put(file, entry);
            } catch (ConfigStoreException e) {
                // A folder is there, or a file on the way: one less.
            }
        }
        TreeDraft.Built built = draft.build();
        loaded.putAll(built.fresh());
        return built.root();
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            path.append(NAMES.get(random.nextInt(NAMES.size()))).append(i > 0 ? "/" : "");
        }
        return path.toString();
    }

    /** What is expected: all that is found by a walk, folders first. */
    private List<String> lines(TreeId root, String prefix, boolean recursive) {
        List<String> folders = new ArrayList<>();
        List<String> files = new ArrayList<>();
        trees.walk(root, (path, entry) -> {
            (entry instanceof FolderEntry ? folders : files).add(prefix + path);
            return recursive;
        });
        return Stream.concat(folders.stream().map(each -> each + '/'), files.stream())
                .toList();
    }

    private static List<String> lines(Iterator<ListedEntry> listed) {
        List<String> lines = new ArrayList<>();
        listed.forEachRemaining(each -> lines.add(each.path() + (each.entry() instanceof FolderEntry ? "/" : "")));
        return lines;
    }

    @Test
    void listsTheSameFromEachLineOnAndBehindEachLine() {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            int size = random.nextInt(60);
            TreeId root = tree(Stream.generate(() -> path(random)).limit(size).toList());
            String prefix = random.nextBoolean() ? "" : "top/";
            boolean recursive = random.nextInt(4) > 0;
            // With room for a few folders only, they are forgotten and counted again.
            FolderListings listings = new FolderListings(trees, random.nextBoolean() ? 1 << 20 : 600);
            FolderListing listing = listings.of(root, prefix, recursive);
            List<String> all = lines(root, prefix, recursive);

            assertThat(listing.size()).isEqualTo(all.size());
            for (int i = 0; i <= all.size() + 1; i++) {
                assertThat(lines(listing.from(i)))
                        .as("seed %d, round %d, from %d", SEED, round, i)
                        .isEqualTo(all.subList(Math.min(i, all.size()), all.size()));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(lines(behind(listing, all.get(i))))
                        .as("seed %d, round %d, behind %s", SEED, round, all.get(i))
                        .isEqualTo(all.subList(i + 1, all.size()));
            }
            List<String> entries =
                    new ArrayList<>(lines(listings.all(root, prefix, recursive).iterator()));
            assertThat(entries).containsExactlyInAnyOrderElementsOf(all).isSorted();
        }
    }

    private static Iterator<ListedEntry> behind(FolderListing listing, String line) {
        return line.endsWith("/") ? listing.afterFolder(line.substring(0, line.length() - 1)) : listing.afterFile(line);
    }

    @Test
    void goesOnBehindALineThatIsNotThereAnyMore() {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            TreeId root = tree(Stream.generate(() -> path(random)).limit(40).toList());
            FolderListing listing = new FolderListings(trees).of(root, "top/", true);
            List<String> all = lines(root, "top/", true);
            String gone = (random.nextInt(8) == 0 ? "" : "top/") + path(random);

            assertThat(lines(listing.afterFile(gone)))
                    .as("seed %d, round %d, behind %s", SEED, round, gone)
                    .isEqualTo(all.stream()
                            .filter(line -> !line.endsWith("/") && line.compareTo(gone) > 0)
                            .toList());
            assertThat(lines(listing.afterFolder(gone)))
                    .as("seed %d, round %d, behind folder %s", SEED, round, gone)
                    .isEqualTo(all.stream()
                            .filter(line -> !line.endsWith("/") || line.compareTo(gone + '/') > 0)
                            .toList());
        }
    }

    @Test
    void aLineFarBehindIsReachedByTheFoldersOnTheWayToIt() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 8000; i++) {
            paths.add("%02d/%02d/%d".formatted(i % 20, i / 20 % 20, i));
        }
        FolderListing listing = new FolderListings(trees).of(tree(paths), "", true);
        for (long line : new long[] {0, 399, 420, 8000}) {
            loaded.reads = 0;
            listing.from(line).next();
            assertThat(loaded.reads).as("folders read for line %d", line).isLessThan(6);
        }
        loaded.reads = 0;
        listing.afterFile("19/19/7").next();
        assertThat(loaded.reads).isLessThan(6);
    }

    @Test
    void whatWasNotAskedForLongestIsForgotten() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            paths.add(i + "/a/b");
        }
        TreeId root = tree(paths);
        FolderListings listings = new FolderListings(trees, 2000);
        FolderListing listing = listings.of(root, "", true);

        assertThat(listing.size()).isEqualTo(3000);
        assertThat(lines(listing.from(2990))).hasSize(10);
        assertThat(listings.remembered()).isLessThanOrEqualTo(2000);
    }
}
