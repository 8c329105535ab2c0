package io.erpconfig.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The installed git, as it comes: without the settings of who runs it. */
final class Git {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_AUTHOR_NAME", "admin",
            "GIT_AUTHOR_EMAIL", "admin@users.invalid",
            "GIT_COMMITTER_NAME", "admin",
            "GIT_COMMITTER_EMAIL", "admin@users.invalid");

    private Git() {}

    static void run(String... arguments) throws IOException, InterruptedException {
        ChildProcess.run(ENVIRONMENT, command(arguments));
    }

    static ProcessBuilder process(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.environment().putAll(ENVIRONMENT);
        return builder;
    }

    private static List<String> command(String... arguments) {
        // It would pack in the background, beside what is measured next.
        List<String> command = new ArrayList<>(List.of("git", "-c", "gc.auto=0", "-c", "init.defaultBranch=master"));
        command.addAll(List.of(arguments));
        return command;
    }
}
