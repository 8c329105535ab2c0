package io.erpconfig.core.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeTest {

    private static final long SEED = 20260917;

    @Test
    void theEmptyFolderHasGitsId() {
        assertThat(Tree.EMPTY.gitId().hex()).isEqualTo("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
        assertThat(Tree.of(List.of()).id()).isEqualTo(Tree.EMPTY.id());
    }

    @Test
    void aFolderWithOneFileHasGitsId() {
        FileEntry file = file("hello", "hello\n");
        assertThat(file.gitId().hex()).isEqualTo("ce013625030ba8dba906f756967f9e9ca394464a");
        assertThat(Tree.of(List.of(file)).gitId().hex()).isEqualTo("b4d01e9b0c4a9356736dfddf8830ba9a54f5271c");
    }

    @Test
    void sortsByUtf16CodeUnitsAndFoldersAsIfTheyEndedInASlash() {
        Tree tree = Tree.of(
                List.of(file("Ａ", ""), file("😀", ""), folder("a"), file("a.b", ""), file("a-b", ""), file("b", "")));

        assertThat(tree.entries()).extracting(TreeEntry::name).containsExactly("a-b", "a.b", "a", "b", "😀", "Ａ");
    }

    @Test
    void behavesLikeASortedMapThroughRandomChanges() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            TreeMap<String, TreeEntry> model = new TreeMap<>();
            Tree tree = Tree.EMPTY;
            for (int step = 0; step < 15; step++) {
                TreeMap<String, Optional<TreeEntry>> changes = new TreeMap<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    String name = name(random);
                    TreeEntry entry = random.nextBoolean() ? file(name, "" + random.nextInt(9)) : folder(name);
                    boolean removal = random.nextInt(3) == 0;
                    changes.put(Tree.key(entry), removal ? Optional.empty() : Optional.of(entry));
                }
                tree = tree.with(changes);
                changes.forEach((key, entry) -> {
                    entry.ifPresentOrElse(e -> model.put(key, e), () -> model.remove(key));
                });
                String context = "seed " + SEED + ", round " + round + ", step " + step;
                assertThat(tree.entries()).as(context).containsExactlyElementsOf(model.values());
                assertThat(tree.id())
                        .as(context)
                        .isEqualTo(Tree.of(model.values()).id());
                tree.check();
            }
            for (TreeEntry entry : model.values()) {
                Optional<TreeEntry> found = tree.find(entry.name());
                assertThat(found).get().extracting(TreeEntry::name).isEqualTo(entry.name());
            }
            assertThat(tree.find("never there")).isEmpty();
        }
    }

    @Test
    void itsGitIdIsThatOfTheEntriesInGitsOrderWhateverTheNames() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            TreeMap<String, TreeEntry> entries = new TreeMap<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                String name = name(random);
                if (!entries.containsKey(name) && !entries.containsKey(name + "/")) {
                    TreeEntry entry = random.nextInt(3) > 0 ? file(name, name) : folder(name);
                    entries.put(Tree.key(entry), entry);
                }
            }
            Tree tree = Tree.of(entries.values());
            assertThat(tree.gitId()).as("seed %d, round %d", SEED, round).isEqualTo(gitIdTheSlowWay(entries));
        }
    }

    /** Git's tree object, put together as its documentation has it: sorted by the names' bytes. */
    private static GitId gitIdTheSlowWay(TreeMap<String, TreeEntry> entries) {
        List<String> keys = new ArrayList<>(entries.keySet());
        keys.sort(Comparator.comparing(TreeTest::hex));
        StringBuilder object = new StringBuilder();
        for (String key : keys) {
            TreeEntry entry = entries.get(key);
            String mode = entry instanceof FileEntry ? "100644 " : "40000 ";
            object.append(hex(mode))
                    .append(hex(entry.name()))
                    .append("00")
                    .append(entry.gitId().hex());
        }
        return GitId.of("tree", HexFormat.of().parseHex(object));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void refusesBytesThatAreNoFolder() {
        for (byte[] bytes :
                List.of(new byte[0], new byte[8], "ECT1\0\0\0\1".getBytes(), "ECT1\177\177\177\177".getBytes())) {
            assertThatExceptionOfType(ConfigStoreException.class)
                    .isThrownBy(() -> Tree.decode(bytes))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED));
        }
    }

    @Test
    void itsCheckFindsEveryChangedByteOrReadsAnotherFolder() {
        byte[] sound =
                Tree.of(List.of(file("a", "1"), folder("b"), file("c", "3"))).encoded();
        TreeId id = Tree.decode(sound).id();
        for (int i = 0; i < sound.length; i++) {
            byte[] broken = sound.clone();
            broken[i] ^= 0x41;
            try {
                Tree tree = Tree.decode(broken);
                tree.check();
                assertThat(tree.id()).isNotEqualTo(id);
            } catch (ConfigStoreException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED);
            }
        }
    }

    private static String name(Random random) {
        String[] parts = {"a", "b", "-", ".", "A", "é", "Ａ", "😀", "0", "~", "\uE000", "𐀀"};
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            name.append(parts[random.nextInt(parts.length)]);
        }
        return name.toString();
    }

    static FileEntry file(String name, String content) {
        byte[] bytes = content.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new FileEntry(
                name,
                bytes.length,
                Md5.ofDigest(Md5.newDigest().digest(bytes)),
                new BlobId(Sha256.of(bytes)),
                GitId.of("blob", bytes));
    }

    private static FolderEntry folder(String name) {
        return new FolderEntry(name, Tree.EMPTY.id(), Tree.EMPTY.gitId());
    }
}
