package io.erpconfig.app;

import io.erpconfig.app.demo.Demo;
import io.erpconfig.app.observe.Observation;
import io.erpconfig.app.server.ConfigServer;
import io.erpconfig.app.server.ServerSettings;
import io.erpconfig.app.settings.ByteSize;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Does what a server does, on an example in a temporary directory, and ends: for a JVM that records what it loads, so
 * that the next one starts faster. {@code bin/erp-config} runs it; nobody else has to.
 */
@Command(name = "warm-up", hidden = true, header = "Serves an example for a moment, for a JVM that records its start.")
final class WarmUpCommand implements Callable<Integer> {

    /** Enough for the JVM to learn which methods matter. */
    private static final int ROUNDS = 400;

    private final Shell shell;

    WarmUpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Path dataDir = Files.createTempDirectory("erp-config-warm-up");
        try (OpenStore open = OpenStore.inDirectory(dataDir)) {
            Demo.fill(open.store(), open.projects(), open.editor(ByteSize.parse("1m")));
            String token = Demo.issueToken(open.tokens(), open.clock());
            try (ConfigServer server =
                    ConfigServer.start(open.backend(), ServerSettings.onThisMachine(), Observation.NONE)) {
                poll(URI.create(server.url()), token);
            }
        } finally {
            deleteAll(dataDir);
        }
        shell.out().println("warmed up");
        return CommandLine.ExitCode.OK;
    }

    /** Polls as an ERP does: branches, then the tree, then a file. */
    private static void poll(URI server, String token) throws IOException {
        String project = "/site-builder/api/erp-config/projects/" + Demo.PROJECT.repoId();
        List<String> paths = List.of(
                project + "/repository/branches",
                project + "/repository/tree?ref=master&recursive=1",
                project + "/repository/files/" + Demo.FILE + "/raw?ref=master",
                project + "/repository/files/" + Demo.FILE + "?ref=master");
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int round = 0; round < ROUNDS; round++) {
                for (String path : paths) {
                    String request = "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                            + "\r\nPRIVATE-TOKEN: " + token + "\r\n\r\n";
                    out.write(request.getBytes(StandardCharsets.US_ASCII));
                    skipAnswer(in);
                }
            }
        }
    }

    private static void skipAnswer(DataInputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
