package io.erpconfig.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.error.ConfigStoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "acme", "a.b_c-d", "a0"})
    void anOwnerIsLowerCaseLettersDigitsAndMarksBetweenThem(String name) {
        assertThat(new OwnerId(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", ".a", "a.", "-a", "a-", "a/b", "a b", "é", "a\n"})
    void anythingElseIsNoOwner(String name) {
        refuses(() -> new OwnerId(name));
    }

    @Test
    void namesHaveLimits() {
        assertThat(new OwnerId("a".repeat(64)).value()).hasSize(64);
        refuses(() -> new OwnerId("a".repeat(65)));
        assertThat(new RepoId("A".repeat(89) + ".erp-config").value()).hasSize(100);
        refuses(() -> new RepoId("A".repeat(90) + ".erp-config"));
        assertThat(new BranchName("é".repeat(127)).value()).hasSize(127);
        refuses(() -> new BranchName("é".repeat(128)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b2b-cnc.erp-config", "A.x", "a.b.c", "0_-..a", "con.erp-config"})
    void aRepoIdIsANameAndAType(String name) {
        assertThat(new RepoId(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", ".a", "a.", "a.B", "a.0", "-a.b", "a/b.c", "a b.c", "a.erp config", "a.b\n"})
    void anythingElseIsNoRepoId(String name) {
        refuses(() -> new RepoId(name));
    }

    @Test
    void aRepoIdIsTakenApartAtItsLastDot() {
        RepoId repo = new RepoId("a.b.erp-config");
        assertThat(repo.name()).isEqualTo("a.b");
        assertThat(repo.type()).isEqualTo("erp-config");
        assertThat(RepoId.of("a.b", "erp-config")).isEqualTo(repo);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"master", "feature/x", "v1.0", "a-b_c", "é😀", "a{b", "%41", "a'b\"c", "HEAD2", "heads/HEAD"})
    void aBranchNameIsWhatGitTakes(String name) {
        assertThat(new BranchName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HEAD",
                "a b",
                "a..b",
                "/a",
                "a/",
                "a//b",
                ".a",
                "a/.b",
                "a.lock",
                "a.lock/b",
                "a.",
                "a~b",
                "a^b",
                "a:b",
                "a?b",
                "a*b",
                "a[b",
                "a\\b",
                "a@b",
                "@",
                "-a",
                "a\u007f",
                "0123456789abcdef0123456789ABCDEF01234567"
            })
    void anythingElseIsNoBranchName(String name) {
        refuses(() -> new BranchName(name));
    }

    @Test
    void gitAgreesOnBranchNames() throws Exception {
        Assumptions.assumeTrue(gitThere(), "SKIPPED: git is not installed");
        for (String name :
                List.of("a", "a..b", "a.lock", "x/.y", "x/y.lock/z", "é", "a{b", "-a", "a.", "a^", "a b", "a//b")) {
            int git = new ProcessBuilder("git", "check-ref-format", "--branch", name)
                    .start()
                    .waitFor();
            boolean ours = true;
            try {
                new BranchName(name);
            } catch (ConfigStoreException e) {
                ours = false;
            }
            assertThat(ours).as(name).isEqualTo(git == 0);
        }
    }

    private static boolean gitThere() throws InterruptedException {
        try {
            return new ProcessBuilder("git", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void anEarlierProjectIdIsWhatEarlierVersionsGaveOut() {
        ProjectKey key = new ProjectKey(new OwnerId("acme"), new RepoId("b2b-cnc.erp-config"));
        long value = EarlierProjectId.of(key).value();
        assertThat(value).isBetween(1L, (1L << 53) - 1);
        byte[] first = io.erpconfig.core.content.Sha256.of("acme/b2b-cnc.erp-config".getBytes(StandardCharsets.UTF_8))
                .bytes();
        assertThat(value)
                .isEqualTo(
                        new java.math.BigInteger(1, first).shiftRight(256 - 53).longValueExact());
    }

    @Test
    void anIntegerThatNoProjectCanHaveNamesNone() {
        for (long none : new long[] {Long.MIN_VALUE, -1, 0, 1L << 31, 1L << 53, Long.MAX_VALUE}) {
            assertThat(ProjectId.of(none)).isEmpty();
        }
        assertThat(ProjectId.of(1)).contains(new ProjectId(1));
        assertThat(ProjectId.of(Integer.MAX_VALUE)).contains(new ProjectId(Integer.MAX_VALUE));
        for (long none : new long[] {Long.MIN_VALUE, 0, 1L << 53}) {
            assertThat(EarlierProjectId.of(none)).isEmpty();
        }
        assertThat(EarlierProjectId.of((1L << 53) - 1)).isPresent();
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable name) {
        assertThatExceptionOfType(ConfigStoreException.class).isThrownBy(name);
    }
}
