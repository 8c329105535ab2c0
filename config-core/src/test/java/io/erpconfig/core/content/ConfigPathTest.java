package io.erpconfig.core.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/../b",
                "a/./b",
                "a\\b",
                "a\u0000b",
                "a\nb",
                "a\u007fb",
                "a\u0085b",
                "\uD83D",
                "a/\uDE00b"
            })
    void refusesWhatIsNoPath(String text) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> new ConfigPath(text))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PATH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "dir a/.env-1_x%+é.json", "...", "a/..b", "😀.json", "con", "a b/ c ", "a:b*?"})
    void keepsEveryOtherSpellingAsItIs(String text) {
        assertThat(new ConfigPath(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git",
                ".GIT/config",
                "a/.Git",
                "a/.git/hooks/post-checkout",
                ".git.",
                ".git ",
                "a/.git. . /b",
                "git~1",
                "GIT~1/config",
                "git~1...",
                ".git::$INDEX_ALLOCATION/config",
                ".git:x",
                ".g\u200cit",
                "\ufeff.git/config",
                ".git\u206f",
            })
    void isNotSavableWhereGitKeepsItsOwn(String text) {
        ConfigPath path = new ConfigPath(text);
        assertThat(path.value()).isEqualTo(text);
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(path::requireSavable)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PATH))
                .withMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".gitignore",
                ".gitattributes",
                ".github/x",
                "git",
                "git/config",
                "x.git/config",
                ".git~1",
                "git~2",
                "git~10",
                ". git",
                ".gi t",
                " .git",
                "..git",
                ".git-old",
                ".gitx:y",
                "a.git",
                ".g\u0131t"
            })
    void isSavableAnywhereElse(String text) {
        assertThatCode(() -> new ConfigPath(text).requireSavable()).doesNotThrowAnyException();
    }

    @Test
    void measuresSegmentsAndTheWholeInBytesOfUtf8() {
        String segment = "é".repeat(127) + "x";
        assertThat(new ConfigPath(segment).name()).isEqualTo(segment);
        assertThatExceptionOfType(ConfigStoreException.class).isThrownBy(() -> new ConfigPath(segment + "x"));

        String longest = (segment + "/").repeat(4).substring(0, 4 * 129 - 5);
        assertThat(new ConfigPath(longest).segments()).hasSize(4);
        String path1024 = "a".repeat(255) + "/" + "b".repeat(255) + "/" + "c".repeat(255) + "/" + "d".repeat(255) + "/";
        assertThatExceptionOfType(ConfigStoreException.class).isThrownBy(() -> new ConfigPath(path1024 + "e"));
        assertThat(new ConfigPath(path1024.substring(1) + "e").value()).hasSize(1024);
    }

    @Test
    void takesApartIntoSegments() {
        ConfigPath path = new ConfigPath("a/b c/d.json");
        assertThat(path.segments()).containsExactly("a", "b c", "d.json");
        assertThat(path.name()).isEqualTo("d.json");
        assertThat(path.child("e").value()).isEqualTo("a/b c/d.json/e");
    }
}
