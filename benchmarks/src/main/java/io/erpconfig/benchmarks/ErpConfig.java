package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program as it is shipped, by its command line, on one store and one Java.
 *
 * @param root where it is installed, or a checkout of it
 */
record ErpConfig(Path root, Map<String, String> environment) {

    static ErpConfig onFolder(Path root, String javaHome, Path data) {
        return new ErpConfig(root, Map.of("JAVA_HOME", javaHome, "ERP_CONFIG_DATA_DIR", data.toString()));
    }

    /** Where an earlier build is installed: an argument that may be missing. */
    static Optional<Path> earlier(String[] args, int index) {
        return args.length > index ? Optional.of(Path.of(args[index])) : Optional.empty();
    }

    static ErpConfig onDatabase(Path root, String javaHome, String uri) {
        return new ErpConfig(
                root, Map.of("JAVA_HOME", javaHome, "ERP_CONFIG_STORE", "gridfs", "ERP_CONFIG_MONGO_URI", uri));
    }

    /** The same with one more variable of the environment. */
    ErpConfig with(String variable, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(variable, value);
        return new ErpConfig(root, Map.copyOf(all));
    }

    /** Runs a command to its end and gives what it printed. */
    String run(String... arguments) throws IOException, InterruptedException {
        return ChildProcess.run(environment, command(arguments));
    }

    ChildProcess serve(Path log, int port) throws IOException {
        return start(log, "serve", "--port", "" + port);
    }

    ChildProcess start(Path log, String... arguments) throws IOException {
        return ChildProcess.start(log, environment, command(arguments));
    }

    private List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("bin/erp-config").toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
