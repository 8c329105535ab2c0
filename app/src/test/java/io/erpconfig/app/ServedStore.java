package io.erpconfig.app;

import io.erpconfig.server.AdminClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A server process on a store of its own, with the account admin. */
final class ServedStore implements AutoCloseable {

    static final String USER = "admin";
    static final String PASSWORD = "correct horse battery";

    private static final String LISTENING = "listening on ";

    private final ProgramProcess process;
    private final String url;

    private ServedStore(ProgramProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /** The place of the store in a test's folder. */
    static Path data(Path folder) {
        return folder.resolve("data");
    }

    /** @param more arguments of {@code serve} */
    static ServedStore start(Path folder, Object... more) throws IOException {
        return start(folder, Map.of(), more);
    }

    /**
     * Starts one.
     *
     * @param environment more variables
     * @param more        arguments of {@code serve}
     */
    static ServedStore start(Path folder, Map<String, String> environment, Object... more) throws IOException {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("ERP_CONFIG_ADMIN_PASSWORD", PASSWORD);
        Object[] args = new Object[more.length + 5];
        System.arraycopy(new Object[] {"serve", "--port", "0", "--data-dir", data(folder)}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        ProgramProcess process = ProgramProcess.start(folder, variables, args);
        boolean ready = false;
        try {
            String line = process.linesTo(LISTENING).stream()
                    .reduce((first, last) -> last)
                    .orElseThrow();
            ready = true;
            return new ServedStore(process, line.substring(LISTENING.length()));
        } finally {
            if (!ready) {
                process.close();
            }
        }
    }

    String url() {
        return url;
    }

    ProgramProcess process() {
        return process;
    }

    AdminClient signIn() throws IOException {
        return AdminClient.signIn(url, USER, PASSWORD);
    }

    @Override
    public void close() {
        process.close();
    }
}
