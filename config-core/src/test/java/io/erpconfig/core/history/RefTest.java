package io.erpconfig.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.BranchName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefTest {

    @Test
    void readsEachKind() {
        assertThat(Ref.parse("HEAD")).isEqualTo(new Ref.Head());
        assertThat(Ref.parse("feature/x")).isEqualTo(new Ref.OfBranch(new BranchName("feature/x")));
        assertThat(Ref.parse("master@v0003"))
                .isEqualTo(new Ref.OfSnapshot(BranchName.MASTER, new SnapshotNumber(3)))
                .hasToString("master@v0003");
        assertThat(Ref.parse("master@v3")).isEqualTo(Ref.parse("master@v0003"));
        assertThat(Ref.parse("4B825DC642cb6eb9a060e54bf8d69288fbee4904"))
                .hasToString("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "master@",
                "master@v0",
                "master@v",
                "master@3",
                "@v1",
                "a@b@v1",
                "master@v1x",
                "master@v9999999999"
            })
    void refusesWhatCanBeNone(String text) {
        assertThatExceptionOfType(ConfigStoreException.class)
                .isThrownBy(() -> Ref.parse(text))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REF));
    }

    @Test
    void aSnapshotNumberHasAtLeastFourDigits() {
        assertThat(new SnapshotNumber(2)).hasToString("v0002");
        assertThat(new SnapshotNumber(12345)).hasToString("v12345");
        assertThat(SnapshotNumber.parse("v00012345").value()).isEqualTo(12345);
    }
}
