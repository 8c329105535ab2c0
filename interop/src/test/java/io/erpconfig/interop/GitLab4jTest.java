package io.erpconfig.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.erpconfig.interop.ServedSample.BaseUrl;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gitlab4j.api.GitLabApi;
import org.gitlab4j.api.GitLabApiException;
import org.gitlab4j.api.Pager;
import org.gitlab4j.api.models.Branch;
import org.gitlab4j.api.models.Commit;
import org.gitlab4j.api.models.CompareResults;
import org.gitlab4j.api.models.Diff;
import org.gitlab4j.api.models.PersonalAccessToken;
import org.gitlab4j.api.models.Project;
import org.gitlab4j.api.models.RepositoryArchiveParams;
import org.gitlab4j.api.models.RepositoryFile;
import org.gitlab4j.api.models.TreeItem;
import org.gitlab4j.api.models.User;
import org.gitlab4j.models.Constants.ArchiveFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The checklist of the client programs, with gitlab4j-api in this process. */
@ParameterizedClass(name = "at {0}")
@EnumSource(BaseUrl.class)
@ExtendWith(ServedSample.Extension.class)
final class GitLab4jTest {

    private static final String MASTER = "master";
    private static final String PROJECT = Sample.PROJECT;
    private static final SortedMap<String, byte[]> AFTER = Sample.after();

    /** The files for requests that go file by file: the many plants are there for the pages of the tree. */
    private static final SortedMap<String, byte[]> NAMES = new TreeMap<>(AFTER);

    static {
        NAMES.keySet().removeIf(path -> path.startsWith("plants/"));
    }

    private final String url;
    private final ServedSample sample;
    private final GitLabApi api;

    GitLab4jTest(BaseUrl base, ServedSample sample) {
        this.url = base.on(sample);
        this.sample = sample;
        this.api = new GitLabApi(url, sample.token());
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void tellsVersionUserAndToken() throws Exception {
        assertThat(api.getVersion().getVersion()).matches("\\d+\\.\\d+.*");
        assertThat(api.getMetadataApi().getMetadata().getVersion())
                .isEqualTo(api.getVersion().getVersion());
        User user = api.getUserApi().getCurrentUser();
        assertThat(user.getUsername()).isEqualTo("interop");
        assertThat(user.getId()).isPositive();
        PersonalAccessToken token = api.getPersonalAccessTokenApi().getPersonalAccessToken();
        assertThat(token.isActive()).isTrue();
        assertThat(token.isRevoked()).isFalse();
    }

    @Test
    void listsTheProjectsThatTheTokenCovers() throws Exception {
        assertThat(api.getProjectApi().getProjects())
                .extracting(Project::getPathWithNamespace)
                .containsExactly(PROJECT);
    }

    @Test
    void findsAProjectByPathAndByNumber() throws Exception {
        Project byPath = api.getProjectApi().getProject(PROJECT);
        assertThat(byPath.getPathWithNamespace()).isEqualTo(PROJECT);
        assertThat(byPath.getDefaultBranch()).isEqualTo(MASTER);
        assertThat(api.getProjectApi().getProject("interop", byPath.getPath()).getId())
                .isEqualTo(byPath.getId());
        assertThat(api.getProjectApi().getProject(byPath.getId()).getPathWithNamespace())
                .isEqualTo(PROJECT);
        assertThat(api.getRepositoryApi().getBranches(byPath.getId()))
                .extracting(Branch::getName)
                .containsExactly(MASTER, Sample.BRANCH);
    }

    @Test
    void listsSearchesAndFindsBranches() throws Exception {
        List<Branch> branches = api.getRepositoryApi().getBranches(PROJECT);
        assertThat(branches)
                .extracting(Branch::getName, Branch::getDefault)
                .containsExactly(tuple(MASTER, true), tuple(Sample.BRANCH, false));
        assertThat(api.getRepositoryApi().getBranches(PROJECT, "elease"))
                .extracting(Branch::getName)
                .containsExactly(Sample.BRANCH);
        assertThat(api.getRepositoryApi().getBranches(PROJECT, "^mas"))
                .extracting(Branch::getName)
                .containsExactly(MASTER);
        assertThat(api.getRepositoryApi().getBranch(PROJECT, Sample.BRANCH).getName())
                .isEqualTo(Sample.BRANCH);
        Commit commit = api.getRepositoryApi().getBranch(PROJECT, MASTER).getCommit();
        assertThat(commit.getId()).hasSize(40);
        assertThat(commit.getShortId()).hasSize(8);
        assertThat(api.getRepositoryApi().getOptionalBranch(PROJECT, Sample.BRANCH))
                .isPresent();
        assertThat(api.getRepositoryApi().getOptionalBranch(PROJECT, "no/such")).isEmpty();
    }

    @Test
    void readsTheWholeTree() throws Exception {
        List<TreeItem> items = api.getRepositoryApi().getTree(PROJECT, "", MASTER, true);

        assertThat(entries(items)).containsExactlyInAnyOrderElementsOf(entries(AFTER));
        for (TreeItem item : items) {
            if (item.getType() == TreeItem.Type.BLOB) {
                assertThat(item.getMode()).isEqualTo("100644");
                assertThat(item.getId()).as(item.getPath()).isEqualTo(gitId(AFTER.get(item.getPath())));
            } else {
                assertThat(item.getMode()).isEqualTo("040000");
            }
        }
    }

    @Test
    void readsOneFolderOfTheTree() throws Exception {
        assertThat(api.getRepositoryApi().getTree(PROJECT, "", MASTER))
                .extracting(TreeItem::getName)
                .containsExactlyInAnyOrderElementsOf(children(""));
        for (String folder : folders(AFTER)) {
            assertThat(api.getRepositoryApi().getTree(PROJECT, folder, MASTER))
                    .as(folder)
                    .extracting(TreeItem::getName)
                    .containsExactlyInAnyOrderElementsOf(children(folder + "/"));
        }
    }

    @Test
    void readsTheTreePageByPage() throws Exception {
        for (int perPage : new int[] {100, 20}) {
            Pager<TreeItem> pages = api.getRepositoryApi().getTree(PROJECT, "", MASTER, true, perPage);
            assertThat(pages.getTotalItems()).isEqualTo(entries(AFTER).size());
            assertThat(pages.getTotalPages()).isEqualTo((entries(AFTER).size() + perPage - 1) / perPage);
            List<TreeItem> items = new ArrayList<>();
            while (pages.hasNext()) {
                items.addAll(pages.next());
            }
            assertThat(entries(items)).containsExactlyInAnyOrderElementsOf(entries(AFTER));
            assertThat(entries(api.getRepositoryApi()
                            .getTree(PROJECT, "", MASTER, true, perPage)
                            .lazyStream()
                            .toList()))
                    .containsExactlyInAnyOrderElementsOf(entries(AFTER));
        }
    }

    @Test
    void readsFilesWhateverTheirNames() throws Exception {
        for (Map.Entry<String, byte[]> file : NAMES.entrySet()) {
            String path = file.getKey();
            RepositoryFile found = api.getRepositoryFileApi().getFile(PROJECT, path, MASTER);
            assertThat(found.getDecodedContentAsBytes()).as(path).isEqualTo(file.getValue());
            assertThat(found.getFilePath()).isEqualTo(path);
            assertThat(found.getSize()).isEqualTo(file.getValue().length);
            assertThat(found.getBlobId()).isEqualTo(gitId(file.getValue()));
            assertThat(raw(MASTER, path)).as(path).isEqualTo(file.getValue());
        }
        byte[] older = Sample.before().get(Sample.CHANGED);
        assertThat(raw(Sample.BRANCH, Sample.CHANGED)).isEqualTo(older).isNotEqualTo(AFTER.get(Sample.CHANGED));
    }

    @Test
    void asksAboutFilesWithHead() throws Exception {
        for (Map.Entry<String, byte[]> file : NAMES.entrySet()) {
            RepositoryFile info = api.getRepositoryFileApi().getFileInfo(PROJECT, file.getKey(), MASTER);
            assertThat(info.getSize()).as(file.getKey()).isEqualTo(file.getValue().length);
            assertThat(info.getBlobId()).isEqualTo(gitId(file.getValue()));
            assertThat(info.getContentSha256()).isEqualTo(hex("SHA-256", file.getValue()));
        }
        assertThat(api.getRepositoryFileApi().getOptionalFileInfo(PROJECT, "no such file", MASTER))
                .isEmpty();
    }

    @Test
    void downloadsTheBranchAsAnArchive() throws Exception {
        String shortId =
                api.getRepositoryApi().getBranch(PROJECT, MASTER).getCommit().getShortId();
        RepositoryArchiveParams wholeBranch = new RepositoryArchiveParams().withSha(MASTER);
        String root = "plant-7.erp-config-master-" + shortId + "/";
        try (InputStream packed = api.getRepositoryApi().getRepositoryArchive(PROJECT, wholeBranch);
                TarArchiveInputStream archive = new TarArchiveInputStream(
                        new GzipCompressorInputStream(new ByteArrayInputStream(packed.readAllBytes())), "UTF-8")) {
            assertUnpacksTo(root, archive);
        }
        try (InputStream packed = api.getRepositoryApi().getRepositoryArchive(PROJECT, wholeBranch, ArchiveFormat.ZIP);
                ZipArchiveInputStream archive = new ZipArchiveInputStream(
                        new ByteArrayInputStream(packed.readAllBytes()), "UTF-8", true, true)) {
            assertUnpacksTo(root, archive);
        }
    }

    @Test
    void followsTheHistory() throws Exception {
        List<Commit> commits = history();
        assertThat(commits.get(0).getId())
                .isEqualTo(api.getRepositoryApi()
                        .getBranch(PROJECT, MASTER)
                        .getCommit()
                        .getId());
        assertThat(commits).extracting(Commit::getMessage).startsWith("after", "before");
        assertThat(commits.get(0).getParentIds()).containsExactly(commits.get(1).getId());
        assertThat(commits.get(0).getAuthoredDate()).isAfter(commits.get(1).getAuthoredDate());
        for (Commit commit : commits) {
            assertThat(api.getCommitsApi().getCommit(PROJECT, commit.getId()).getShortId())
                    .isEqualTo(commit.getShortId());
        }
        assertThat(api.getCommitsApi().getCommit(PROJECT, MASTER).getId())
                .isEqualTo(commits.get(0).getId());
        assertThat(api.getCommitsApi().getCommits(PROJECT, MASTER, Sample.CHANGED))
                .extracting(Commit::getId)
                .containsExactly(commits.get(0).getId(), commits.get(1).getId());
        assertThat(api.getCommitsApi().getCommits(PROJECT, MASTER, Sample.KEPT))
                .extracting(Commit::getId)
                .containsExactly(commits.get(1).getId());
        assertThat(api.getCommitsApi()
                        .getCommits(PROJECT, MASTER, commits.get(0).getCommittedDate(), null))
                .extracting(Commit::getMessage)
                .containsExactly("after");
        assertThat(api.getCommitsApi()
                        .getCommits(PROJECT, MASTER, null, commits.get(1).getCommittedDate()))
                .extracting(Commit::getMessage)
                .startsWith("before");
    }

    @Test
    void comparesTwoSnapshots() throws Exception {
        CompareResults compared =
                api.getRepositoryApi().compare(PROJECT, history().get(1).getId(), MASTER, null, false);

        assertThat(compared.getCommits()).extracting(Commit::getMessage).containsExactly("after");
        assertThat(compared.getDiffs())
                .extracting(Diff::getNewPath, Diff::getNewFile, Diff::getDeletedFile)
                .containsExactlyInAnyOrder(
                        tuple(Sample.CHANGED, false, false),
                        tuple("binary.bin", false, false),
                        tuple("rates/added ü.yaml", true, false),
                        tuple("rates/withdrawn.csv", false, true));
        assertThat(compared.getDiffs())
                .filteredOn(diff -> diff.getNewPath().equals(Sample.CHANGED))
                .first()
                .extracting(Diff::getDiff)
                .asString()
                .contains("@@ -1 +1 @@", "-{\"laser\": {\"rate\": 1.25}}", "+{\"laser\": {\"rate\": 1.40}}");
    }

    @Test
    void readsContentByItsGitId() throws Exception {
        for (byte[] content : NAMES.values()) {
            try (InputStream body = api.getRepositoryApi().getRawBlobContent(PROJECT, gitId(content))) {
                assertThat(body.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    void tellsWhatWentWrongByStatusAndMessage() {
        assertFails(() -> with("0".repeat(64)).getProjectApi().getProject(PROJECT), 401, "401 Unauthorized");
        assertFails(() -> with(sample.otherToken()).getProjectApi().getProject(PROJECT), 403, "403 Forbidden");
        assertFails(
                () -> api.getRepositoryFileApi().getFile(PROJECT, "no/such.json", MASTER), 404, "404 File Not Found");
        assertFails(() -> raw(MASTER, "no/such.json"), 404, "404 File Not Found");
        assertFails(
                () -> with(sample.ownerToken()).getProjectApi().getProject("interop/absent.erp-config"),
                404,
                "404 Project Not Found");
        assertFails(
                () -> with(sample.ownerToken()).getProjectApi().getProject(999_999_999L), 404, "404 Project Not Found");
        assertFails(() -> api.getRepositoryApi().getBranch(PROJECT, "no/such"), 404, "404 Branch Not Found");
        assertFails(() -> api.getRepositoryApi().getTree(PROJECT, "", "no/such"), 404, "404 Tree Not Found");
    }

    private GitLabApi with(String token) {
        return new GitLabApi(url, token);
    }

    private static void assertFails(ThrowingCallable call, int status, String message) {
        GitLabApiException failure = catchThrowableOfType(GitLabApiException.class, call);
        assertThat(failure).as(message).isNotNull();
        assertThat(failure.getHttpStatus()).isEqualTo(status);
        assertThat(failure.getMessage()).isEqualTo(message);
    }

    private List<Commit> history() throws GitLabApiException {
        return api.getCommitsApi().getCommits(PROJECT, MASTER, null, null);
    }

    private byte[] raw(String ref, String path) throws Exception {
        try (InputStream body = api.getRepositoryFileApi().getRawFile(PROJECT, ref, path)) {
            return body.readAllBytes();
        }
    }

    private static void assertUnpacksTo(String root, ArchiveInputStream<?> archive) throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        for (ArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            if (!entry.isDirectory()) {
                files.put(entry.getName(), archive.readAllBytes());
            }
        }
        assertThat(files.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        AFTER.keySet().stream().map(root::concat).toList());
        AFTER.forEach(
                (path, content) -> assertThat(files.get(root + path)).as(path).isEqualTo(content));
    }

    private static List<String> entries(List<TreeItem> items) {
        return items.stream().map(item -> item.getType() + " " + item.getPath()).toList();
    }

    private static List<String> entries(SortedMap<String, byte[]> files) {
        List<String> entries = new ArrayList<>();
        files.keySet().forEach(path -> entries.add("blob " + path));
        folders(files).forEach(path -> entries.add("tree " + path));
        return entries;
    }

    private static TreeSet<String> folders(SortedMap<String, byte[]> files) {
        TreeSet<String> folders = new TreeSet<>();
        for (String path : files.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash));
            }
        }
        return folders;
    }

    private static TreeSet<String> children(String prefix) {
        TreeSet<String> names = new TreeSet<>();
        AFTER.keySet().stream()
                .filter(path -> path.startsWith(prefix))
                .forEach(path -> names.add(path.substring(prefix.length()).split("/")[0]));
        return names;
    }

    private static String gitId(byte[] content) throws Exception {
        byte[] header = ("blob " + content.length + "\0").getBytes();
        byte[] whole = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, whole, header.length, content.length);
        return hex("SHA-1", whole);
    }

    private static String hex(String algorithm, byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }
}
