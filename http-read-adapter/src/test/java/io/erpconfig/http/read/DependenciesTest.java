package io.erpconfig.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.history.Ref;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.BranchState;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Links;
import io.erpconfig.http.Query;
import io.erpconfig.http.RequestPath;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DependenciesTest {

    private final TestServer server = TestServer.start();
    private final Project project = server.project();
    private final Snapshot saved = server.save(project, "a", "one");
    private final ReadCall call = call();

    @AfterEach
    void stop() {
        server.close();
    }

    private ReadCall call() {
        Query query = Query.parse("");
        return new ReadCall(
                server.reader,
                server.issue(TestServer.ALICE).token(),
                Map.of("id", TestServer.SHOP.toString(), "branch", "master"),
                query,
                new Links("http://h", RequestPath.parse("/x"), query),
                "http://h");
    }

    @Test
    void aReadyAnswerKeepsNoSnapshotAliveWhoseMessageMayBeLong() throws Exception {
        Project found = call.project();
        call.branch(found);
        call.branches(found);
        call.revision(found, Ref.parse("HEAD"), "");
        call.revision(found, Ref.parse("master"), "");
        call.revision(found, Ref.parse("master@v0002"), "");

        Dependencies dependencies = call.dependencies().orElseThrow();
        assertThat(dependencies.checks()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(dependencies.size())
                .isGreaterThanOrEqualTo(dependencies.checks().size());
        for (BooleanSupplier check : dependencies.checks()) {
            assertThat(captured(check))
                    .doesNotHaveAnyElementsOfTypes(Snapshot.class, BranchState.class, Revision.class);
        }
    }

    /** What a check holds, and what is in the lists that it holds. */
    private static List<Object> captured(BooleanSupplier check) throws IllegalAccessException {
        List<Object> all = new ArrayList<>();
        for (Field field : check.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(check);
            all.add(value);
            if (value instanceof Collection<?> several) {
                all.addAll(several);
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"branch", "branches", "HEAD", "master"})
    void asLongAsNothingIsSavedNothingHasChanged(String asked) {
        Project found = call.project();
        switch (asked) {
            case "branch" -> call.branch(found);
            case "branches" -> call.branches(found);
            default -> call.revision(found, Ref.parse(asked), "");
        }
        Dependencies dependencies = call.dependencies().orElseThrow();
        assertThat(dependencies.areUnchanged()).isTrue();

        server.save(project, "a", "two" + saved.number());

        assertThat(dependencies.areUnchanged()).isFalse();
    }
}
