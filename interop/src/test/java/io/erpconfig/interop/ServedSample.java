package io.erpconfig.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A server with {@link Sample} in it, and what a client has to be told about it. One for all classes of this
 * process, since the clients only read: started for the first test that asks, ended after the last.
 */
record ServedSample(Path work, ErpConfig.Server server, String token, String otherToken, String ownerToken)
        implements AutoCloseable {

    /** A base URL for clients; each of them appends {@code /api/v4} itself. */
    enum BaseUrl {
        READ_API("/site-builder/api/erp-config"),
        ROOT("");

        private final String path;

        BaseUrl(String path) {
            this.path = path;
        }

        String on(ServedSample sample) {
            return sample.server.address() + path;
        }

        String path() {
            return path;
        }
    }

    Map<String, String> variables(BaseUrl base) {
        return Map.of(
                "ERP_CONFIG_URL",
                base.on(this),
                "ERP_CONFIG_TOKEN",
                token,
                "ERP_CONFIG_OTHER_TOKEN",
                otherToken,
                "ERP_CONFIG_OWNER_TOKEN",
                ownerToken,
                "ERP_CONFIG_PROJECT",
                Sample.PROJECT,
                "ERP_CONFIG_BRANCH",
                Sample.BRANCH,
                "ERP_CONFIG_BEFORE",
                work.resolve("before").toString(),
                "ERP_CONFIG_AFTER",
                work.resolve("after").toString());
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> all = Files.walk(work)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static ServedSample start() throws Exception {
        Path work = Files.createTempDirectory("interop").toRealPath();
        Path before = Folder.write(work.resolve("before"), Sample.before());
        Path after = Folder.write(work.resolve("after"), Sample.after());
        Path other = Folder.write(work.resolve("other"), Sample.other());
        ErpConfig program = new ErpConfig(work.resolve("data"));
        program.importFolder(before, Sample.PROJECT, "--message", "before");
        program.importFolder(before, Sample.PROJECT, "--message", "branched", "--branch", Sample.BRANCH);
        // Commits know whole seconds: the next one shall be later, so that `since` and `until` could tell them apart.
        Thread.sleep(1_000);
        program.importFolder(after, Sample.PROJECT, "--message", "after");
        program.importFolder(other, Sample.OTHER_PROJECT);
        String token = program.issueToken("interop", "one project", repo(Sample.PROJECT));
        String otherToken = program.issueToken("interop", "another project", repo(Sample.OTHER_PROJECT));
        String ownerToken = program.issueToken("interop", "every project");
        return new ServedSample(work, program.serve(), token, otherToken, ownerToken);
    }

    private static String repo(String project) {
        return project.substring(project.indexOf('/') + 1);
    }

    /** Gives the one served sample to every test that has a parameter for it. */
    static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == ServedSample.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(ServedSample.class))
                    .computeIfAbsent("sample", key -> startOrFail(), ServedSample.class);
        }

        private static ServedSample startOrFail() {
            try {
                return start();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
