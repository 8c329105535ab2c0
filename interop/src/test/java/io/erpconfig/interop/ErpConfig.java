package io.erpconfig.interop;

import io.erpconfig.app.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product's program on one data directory, run in processes of its own as an operator runs it. */
public record ErpConfig(Path dataDirectory) {

    private static final Path LAUNCHER = Path.of("..", "bin", "erp-config");
    private static final Path JAR = Path.of("..", "app", "target", "erp-config.jar");

    /** Runs a command that ends by itself and has to succeed; gives what it printed. */
    String run(String... arguments) throws InterruptedException {
        return command(arguments).succeed();
    }

    void importFolder(Path folder, String project, String... more) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("import", folder.toString()));
        arguments.addAll(projectOptions(project));
        arguments.addAll(List.of(more));
        run(arguments.toArray(String[]::new));
    }

    void export(Path folder, String project) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("export", folder.toString()));
        arguments.addAll(projectOptions(project));
        run(arguments.toArray(String[]::new));
    }

    /** Issues a token that covers the given projects of the owner, or all of them when none is given. */
    String issueToken(String owner, String name, String... repos) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("token", "issue", "--owner", owner, "--name", name));
        for (String repo : repos) {
            arguments.addAll(List.of("--repo", repo));
        }
        String token = run(arguments.toArray(String[]::new)).strip();
        if (!token.matches("[0-9a-f]{64}")) {
            throw new AssertionError("token issue printed more than a token, or less: " + token);
        }
        return token;
    }

    /** Adds an account that signs in with a password. */
    public void addUser(String name, String password) throws InterruptedException {
        command("user", "add", name, "--password-stdin").reading(password).succeed();
    }

    /** Serves on a free port and returns as soon as the program says that it listens. */
    public Server serve(String... more) {
        try {
            List<String> words = new ArrayList<>(List.of("serve", "--port", "0"));
            words.addAll(List.of(more));
            Process process = command(words.toArray(String[]::new))
                    .builder()
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            List<String> printed = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                printed.add(line);
                if (line.startsWith("listening on ")) {
                    Thread rest = new Thread(() -> output.lines().forEach(System.out::println), "server output");
                    rest.setDaemon(true);
                    rest.start();
                    return new Server(process, URI.create(line.substring("listening on ".length())));
                }
            }
            throw new AssertionError("serve ended before it listened: " + String.join("\n", printed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that runs until it is closed. */
    public record Server(Process process, URI address) implements AutoCloseable {

        /** Asks the server to end and waits until it has. */
        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the server did not end within 30 s of SIGTERM");
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private static List<String> projectOptions(String project) {
        String[] names = project.split("/");
        return List.of("--owner", names[0], "--project", names[1]);
    }

    private Command command(String... arguments) {
        List<String> words = new ArrayList<>(program());
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data-dir", dataDirectory.toString()));
        words.addAll(database());
        return Command.of(words.toArray(String[]::new))
                .with(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "ERP_CONFIG_JAVA_OPTS",
                        System.getProperty("interop.java-opts", "")));
    }

    /**
     * The options for a store in a database, if {@code -Dinterop.mongo-uri=} names a server: the database is named by
     * the directory.
     */
    private List<String> database() {
        String server = System.getProperty("interop.mongo-uri", "");
        if (server.isEmpty()) {
            return List.of();
        }
        String name =
                "interop-" + Integer.toHexString(dataDirectory.toAbsolutePath().hashCode());
        return List.of("--store", "gridfs", "--mongo-uri", server + (server.endsWith("/") ? "" : "/") + name);
    }

    /** The launcher with its jar where this build has just made it, else the classes that it would be made of. */
    private static List<String> program() {
        try {
            Path home = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.exists(JAR) && Files.isSameFile(home, JAR)) {
                return List.of(LAUNCHER.toRealPath().toString());
            }
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return List.of(java, "-cp", System.getProperty("java.class.path"), Main.class.getName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
