package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.edit.Change;
import io.erpconfig.core.history.Ref;
import io.erpconfig.core.project.Project;
import io.erpconfig.core.read.FileChange;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.diff.FileDiff;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A path of as many segments as the contract allows: nothing needs a deeper stack for it than a thread has. */
class DeepPathTest {

    private static final String DEEPEST = "a/".repeat(511) + "a";

    /** What the program gives to a thread, less what a server may need of it before. */
    private static final int STACK = 768 * 1024;

    private final TestServer server = TestServer.start();
    private final Project project = server.project();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isSavedReadComparedAndDeletedOnASmallStack() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        Thread small = new Thread(null, this::saveReadAndDelete, "small", STACK);
        small.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
        small.start();
        small.join();

        assertThat(failures).isEmpty();
    }

    private void saveReadAndDelete() {
        ConfigPath path = new ConfigPath(DEEPEST);
        Revision before = server.reader.resolve(project, new Ref.Head());
        server.save(project, DEEPEST, "zero");
        server.save(project, DEEPEST, "one");
        Revision after = server.reader.resolve(project, new Ref.Head());
        assertThat(server.reader.find(after, path)).isPresent();
        assertThat(server.reader.listing(server.reader.root(after), "", true).size())
                .isEqualTo(512);
        server.reader.list(server.reader.root(after), "", true).forEach(entry -> {});
        assertThat(server.reader.lastChange(after, path)).isEqualTo(after);
        assertThat(server.reader.touches(after, path)).isTrue();
        assertThat(server.reader.touching(after, path)).hasSize(2);
        List<FileChange> changes = new ArrayList<>();
        server.reader.compare(before, after).forEach(changes::add);
        assertThat(changes).hasSize(1);
        assertThat(FileDiff.of(changes)).hasSize(1);
        server.edit(project, "master", "Move", new Change.Delete(path));
        assertThat(server.reader.find(server.reader.resolve(project, new Ref.Head()), path))
                .isEmpty();
    }

    @Test
    void isAnsweredByEveryRoute() {
        server.save(project, DEEPEST, "one");
        String encoded = DEEPEST.replace("/", "%2F");
        for (String route : List.of(
                "files/" + encoded,
                "files/" + encoded + "/raw",
                "files/" + DEEPEST + "/raw",
                "tree?recursive=true",
                "tree?recursive=true&per_page=2&page=200",
                "tree?path=" + encoded.substring(0, encoded.length() - 4),
                "commits?path=" + encoded,
                "compare?from=master@v0001&to=master",
                "archive.zip",
                "archive.tar.gz")) {
            assertThat(server.get(repository(route)).statusCode()).as(route).isEqualTo(200);
        }
        assertThat(server.get(repository("files/" + "a/".repeat(600) + "a/raw")).statusCode())
                .isEqualTo(400);
    }
}
