package io.erpconfig.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.interop.ServedSample.BaseUrl;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.gitlab.api.GitlabAPI;
import org.gitlab.api.GitlabAPIException;
import org.gitlab.api.models.GitlabBranch;
import org.gitlab.api.models.GitlabCommit;
import org.gitlab.api.models.GitlabCommitComparison;
import org.gitlab.api.models.GitlabCommitDiff;
import org.gitlab.api.models.GitlabProject;
import org.gitlab.api.models.GitlabRepositoryFile;
import org.gitlab.api.models.GitlabRepositoryTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * java-gitlab-api, which holds ids in an {@code int} and asks for almost everything by a project that it has fetched
 * before, and so by its id.
 */
@ParameterizedClass(name = "at {0}")
@EnumSource(BaseUrl.class)
@ExtendWith(ServedSample.Extension.class)
final class JavaGitLabApiTest {

    private static final SortedMap<String, byte[]> AFTER = Sample.after();

    private final ServedSample sample;
    private final GitlabAPI api;

    JavaGitLabApiTest(BaseUrl base, ServedSample sample) {
        this.sample = sample;
        this.api = GitlabAPI.connect(base.on(sample), sample.token());
    }

    private GitlabProject project() throws IOException {
        String[] names = Sample.PROJECT.split("/");
        return api.getProject(names[0], names[1]);
    }

    @Test
    void tellsVersionAndUser() throws IOException {
        assertThat(api.getVersion().getVersion()).matches("\\d+\\.\\d+.*");
        assertThat(api.getUser().getUsername()).isEqualTo("interop");
    }

    @Test
    void findsAProjectByListByPathAndByItsInt() throws IOException {
        int id = project().getId();
        assertThat(id).isPositive();
        assertThat(api.getProjects()).extracting(GitlabProject::getId).containsExactly(id);
        assertThat(api.getProject(id).getPathWithNamespace()).isEqualTo(Sample.PROJECT);
        assertThat(api.getProject(id).getDefaultBranch()).isEqualTo("master");
        assertThat(api.getProject(id).getOwner().getUsername()).isEqualTo("interop");
    }

    @Test
    void readsBranches() throws IOException {
        List<GitlabBranch> branches = api.getBranches(project());
        assertThat(branches).extracting(GitlabBranch::getName).containsExactly("master", Sample.BRANCH);
        assertThat(api.getBranch(project(), Sample.BRANCH).getCommit().getId())
                .isEqualTo(branches.get(1).getCommit().getId());
    }

    @Test
    void readsTreeAndFiles() throws IOException {
        List<String> files = api.getRepositoryTree(project(), "", "master", true).stream()
                .filter(entry -> entry.getType().equals("blob"))
                .map(GitlabRepositoryTree::getPath)
                .collect(Collectors.toList());
        assertThat(files).containsExactlyInAnyOrderElementsOf(AFTER.keySet());
        GitlabRepositoryFile file = api.getRepositoryFile(project(), Sample.CHANGED, "master");
        assertThat(Base64.getDecoder().decode(file.getContent())).isEqualTo(AFTER.get(Sample.CHANGED));
        assertThat(api.getRawFileContent(project(), "master", Sample.CHANGED)).isEqualTo(AFTER.get(Sample.CHANGED));
        assertThat(api.getRawBlobContent(project(), file.getBlobId())).isEqualTo(AFTER.get(Sample.CHANGED));
        assertThat(api.getFileArchive(project())).startsWith(0x1f, 0x8b);
    }

    @Test
    void readsCommitsAndWhatTheyChanged() throws IOException {
        List<GitlabCommit> commits = api.getAllCommits(project().getId(), "master");
        assertThat(commits).extracting(GitlabCommit::getTitle).startsWith("after", "before");
        GitlabCommit newest = api.getCommit(project().getId(), commits.get(0).getId());
        assertThat(newest.getMessage()).isEqualTo("after");
        assertThat(api.getCommitDiffs(project().getId(), newest.getId()))
                .extracting(GitlabCommitDiff::getNewPath)
                .contains(Sample.CHANGED, "rates/withdrawn.csv");
        GitlabCommitComparison comparison = api.compareCommits(
                project().getId(), commits.get(1).getId(), commits.get(0).getId());
        assertThat(comparison.getDiffs())
                .extracting(GitlabCommitDiff::getNewPath)
                .contains(Sample.CHANGED, "rates/withdrawn.csv");
        assertThat(api.getCommitStatuses(project().getId(), newest.getId())).isEmpty();
    }

    @Test
    void findsNothingWhereThereIsNothing() throws IOException {
        assertThat(api.getTags(project())).isEmpty();
        assertThatThrownBy(() -> api.getRepositoryFile(project(), "absent.json", "master"))
                .isInstanceOf(FileNotFoundException.class);
        GitlabAPI stranger = GitlabAPI.connect(sample.server().address().toString(), "0".repeat(64));
        assertThatThrownBy(stranger::getUser)
                .isInstanceOfSatisfying(
                        GitlabAPIException.class,
                        refused -> assertThat(refused.getResponseCode()).isEqualTo(401));
    }
}
