package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.store.gridfs.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServeOnMongoTest {

    @TempDir
    private Path folder;

    @Test
    void saysAtItsStartWhichOptionsOfTheConnectionStringItDoesNotFollow() throws Exception {
        String uri = TestServer.newDatabase().uri();
        MongoAddress unsafe =
                new MongoAddress(uri + (uri.contains("?") ? "&" : "?") + "readPreference=secondary&retryWrites=false");
        try (ServedStore node = ServedStore.start(folder, Nodes.arguments(unsafe))) {
            assertThat(node.process().errors())
                    .contains("--mongo-uri: readPreference, retryWrites not followed")
                    .doesNotContain(" ERROR ");
        }
    }
}
