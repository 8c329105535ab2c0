package io.erpconfig.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The number formats of every language, 1,500 files and 43 MB that no one made for a test, in and out again. */
final class RealInputTest {

    private static final Path INPUT = Toolchain.INSTALLED.resolve("cldr/node_modules/cldr-numbers-full");
    private static final String PROJECT = "real/cldr-numbers.erp-config";

    @TempDir
    private static Path work;

    private static SortedMap<String, byte[]> input;
    private static ErpConfig program;
    private static String token;

    @BeforeAll
    static void importsTheFolder() throws Exception {
        Toolchain.require(Files.isDirectory(INPUT), "the package cldr-numbers-full");
        input = Folder.read(INPUT);
        program = new ErpConfig(work.resolve("data"));
        program.importFolder(INPUT, PROJECT, "--message", "all of it");
        token = program.issueToken("real", "reader");
    }

    @AfterAll
    static void forget() {
        input = null;
    }

    @Test
    void isReadBackCompletelyByPolling() throws Exception {
        assertThat(input).hasSizeGreaterThan(1500);
        try (ErpConfig.Server server = program.serve()) {
            ReadApi api = new ReadApi(server.address(), token, PROJECT);

            assertThat(api.commits("master"))
                    .extracting(RealInputTest::message)
                    .startsWith("all of it")
                    .hasSize(2);
            assertSame(api.files("master"));
        }
    }

    @Test
    void isExportedAsItWasImported() throws Exception {
        Path exported = work.resolve("exported");

        program.export(exported, PROJECT);

        assertSame(Folder.read(exported));
    }

    @Test
    void hasTheIdsThatGitComputes() throws Exception {
        Toolchain.require(Command.of("git", "--version").works(), "git");
        Path repository = Files.createDirectory(work.resolve("repository"));
        Command.of("git", "init", "--quiet").in(repository).succeed();
        Command.of("git", "config", "core.autocrlf", "false").in(repository).succeed();

        try (ErpConfig.Server server = program.serve()) {
            ReadApi api = new ReadApi(server.address(), token, PROJECT);
            List<JsonNode> entries = api.tree("master").valueStream().toList();
            List<JsonNode> commits = api.commits("master");

            assertThat(gitBlobs(repository)).isEqualTo(ids(entries, "blob"));
            String root = gitTrees(repository, entries);
            String emptyTree = gitTree(repository, "");
            assertThat(gitCommit(repository, commits.get(1), emptyTree)).isEqualTo(text(commits.get(1), "id"));
            assertThat(gitCommit(repository, commits.get(0), root)).isEqualTo(text(commits.get(0), "id"));
            assertThat(Command.of("git", "fsck", "--strict", text(commits.get(0), "id"))
                            .in(repository)
                            .succeed())
                    .isEmpty();
        }
    }

    private static void assertSame(SortedMap<String, byte[]> files) {
        assertThat(files.keySet()).isEqualTo(input.keySet());
        input.forEach((path, content) -> assertThat(files.get(path)).as(path).isEqualTo(content));
    }

    private static Map<String, String> gitBlobs(Path repository) throws InterruptedException {
        List<String> paths = List.copyOf(input.keySet());
        String files = paths.stream().map(path -> INPUT.resolve(path) + "\n").collect(Collectors.joining());
        List<String> ids = Command.of("git", "hash-object", "--no-filters", "-w", "--stdin-paths")
                .in(repository)
                .reading(files)
                .succeed()
                .lines()
                .toList();
        assertThat(ids).hasSameSizeAs(paths);
        return paths.stream().collect(Collectors.toMap(path -> path, path -> ids.get(paths.indexOf(path))));
    }

    /** Lets git make every folder, the deepest first, checks the ids, and gives that of the root. */
    private static String gitTrees(Path repository, List<JsonNode> entries) throws InterruptedException {
        Map<String, List<JsonNode>> children = entries.stream().collect(Collectors.groupingBy(RealInputTest::parent));
        List<String> folders = new ArrayList<>(children.keySet());
        folders.sort(Comparator.comparingInt(RealInputTest::depth).reversed());
        StringBuilder trees = new StringBuilder();
        for (String folder : folders) {
            for (JsonNode child : children.get(folder)) {
                trees.append("%s %s %s\t%s\n"
                        .formatted(text(child, "mode"), text(child, "type"), text(child, "id"), text(child, "name")));
            }
            trees.append('\n');
        }
        List<String> made = gitTree(repository, trees.toString()).lines().toList();
        Map<String, String> expected = ids(entries, "tree");
        assertThat(expected).hasSize(folders.size() - 1);
        for (String folder : folders) {
            if (!folder.isEmpty()) {
                assertThat(made.get(folders.indexOf(folder))).as(folder).isEqualTo(expected.get(folder));
            }
        }
        return made.get(folders.indexOf(""));
    }

    private static String gitTree(Path repository, String entries) throws InterruptedException {
        return Command.of("git", "mktree", "--batch")
                .in(repository)
                .reading(entries.isEmpty() ? "\n" : entries)
                .succeed()
                .strip();
    }

    private static String gitCommit(Path repository, JsonNode commit, String tree) throws InterruptedException {
        StringBuilder object = new StringBuilder("tree ").append(tree).append('\n');
        for (JsonNode parent : commit.get("parent_ids")) {
            object.append("parent ").append(parent.asString()).append('\n');
        }
        object.append(person(commit, "author", "authored_date"));
        object.append(person(commit, "committer", "committed_date"));
        object.append('\n').append(message(commit));
        return Command.of("git", "hash-object", "-t", "commit", "-w", "--stdin")
                .in(repository)
                .reading(object.toString())
                .succeed()
                .strip();
    }

    private static String person(JsonNode commit, String role, String date) {
        Instant time = OffsetDateTime.parse(text(commit, date)).toInstant();
        return "%s %s <%s> %d +0000\n"
                .formatted(role, text(commit, role + "_name"), text(commit, role + "_email"), time.getEpochSecond());
    }

    private static Map<String, String> ids(List<JsonNode> entries, String type) {
        return entries.stream()
                .filter(entry -> text(entry, "type").equals(type))
                .collect(Collectors.toMap(entry -> text(entry, "path"), entry -> text(entry, "id")));
    }

    private static String parent(JsonNode entry) {
        String path = text(entry, "path");
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static int depth(String folder) {
        return folder.isEmpty()
                ? -1
                : (int) folder.chars().filter(c -> c == '/').count();
    }

    private static String message(JsonNode commit) {
        return text(commit, "message");
    }

    private static String text(JsonNode node, String field) {
        return node.get(field).asString();
    }
}
