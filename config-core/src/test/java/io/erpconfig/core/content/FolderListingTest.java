package io.erpconfig.core.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FolderListingTest {

    private static final long SEED = 20261130;

    private final SampleTrees sample = new SampleTrees();
    private final Trees trees = sample.trees();

    /** The expected lines: all that is found by a walk, folders first. */
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
            TreeId root = sample.tree(
                    Stream.generate(() -> SampleTrees.path(random)).limit(size).toList());
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
            TreeId root = sample.tree(
                    Stream.generate(() -> SampleTrees.path(random)).limit(40).toList());
            FolderListing listing = new FolderListings(trees).of(root, "top/", true);
            List<String> all = lines(root, "top/", true);
            String gone = (random.nextInt(8) == 0 ? "" : "top/") + SampleTrees.path(random);

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
        FolderListing listing = new FolderListings(trees).of(sample.tree(paths), "", true);
        for (long line : new long[] {0, 399, 420, 8000}) {
            sample.reads();
            listing.from(line).next();
            assertThat(sample.reads()).as("folders read for line %d", line).isLessThan(6);
        }
        sample.reads();
        listing.afterFile("19/19/7").next();
        assertThat(sample.reads()).isLessThan(6);
    }

    @Test
    void whatWasNotAskedForLongestIsForgotten() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            paths.add(i + "/a/b");
        }
        TreeId root = sample.tree(paths);
        FolderListings listings = new FolderListings(trees, 2000);
        FolderListing listing = listings.of(root, "", true);

        assertThat(listing.size()).isEqualTo(3000);
        assertThat(lines(listing.from(2990))).hasSize(10);
        assertThat(listings.remembered()).isLessThanOrEqualTo(2000);
    }
}
