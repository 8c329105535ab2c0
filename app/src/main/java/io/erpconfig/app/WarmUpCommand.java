package io.erpconfig.app;

import io.erpconfig.account.FirstAccount;
import io.erpconfig.account.Password;
import io.erpconfig.app.settings.ByteSize;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.server.ConfigServer;
import io.erpconfig.server.ServerSettings;
import io.erpconfig.server.demo.Demo;
import io.erpconfig.server.observe.Observation;
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
import java.util.Optional;
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

    /** A JVM from 25 on records profiles too, and then compiles sooner what saves run; to others these would be lost time. */
    private static final int SAVES = Runtime.version().feature() >= 25 ? 200 : 5;

    private final Shell shell;

    WarmUpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Path dataDir = Files.createTempDirectory("erp-config-warm-up");
        try (OpenStore open = OpenStore.inDirectory(dataDir)) {
            ProjectKey example =
                    Demo.fill(open.store(), open.projects(), open.editor(ByteSize.parse("1m")), FirstAccount.NAME);
            String token = Demo.issueToken(open.tokens(), open.clock(), example);
            try (ConfigServer server = ConfigServer.start(
                    open.backend(), ServerSettings.onThisMachine(), Observation.NONE, ThisRelease.get())) {
                poll(URI.create(server.url()), token);
                operate(URI.create(server.url()), account(open));
            }
        } finally {
            deleteAll(dataDir);
        }
        shell.out().println("warmed up");
        return CommandLine.ExitCode.OK;
    }

    /** Polls as an ERP does: branches, then the tree, then a file. */
    private static void poll(URI server, String token) throws IOException {
        String project = "/site-builder/api/erp-config/projects/" + Demo.REPO;
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

    private static Password account(OpenStore open) {
        Password password = Password.random(open.random());
        open.accounts().add(FirstAccount.NAME, password, Optional.empty());
        return password;
    }

    /** Signs in as an operator does, and changes a file. */
    private static void operate(URI server, Password password) throws IOException {
        String branch = "/site-builder/api/projects/" + Demo.REPO + "/branches/master";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String signIn = "{\"username\":\"" + FirstAccount.NAME + "\",\"password\":\"" + password.text() + "\"}";
            out.write(request("POST /user/login", server, "Content-Type: application/json", signIn));
            String cookie = skipAnswer(in);
            for (int round = 0; round < SAVES; round++) {
                out.write(request("PUT " + branch + "/files/warm.json", server, cookie, "{\"round\":" + round + "}"));
                skipAnswer(in);
                out.write(request("GET " + branch + "/history", server, cookie, ""));
                skipAnswer(in);
            }
        }
    }

    private static byte[] request(String what, URI server, String header, String body) {
        return (what + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + header + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the header that sends back the cookie that came with it; an empty one if none came. */
    private static String skipAnswer(DataInputStream in) throws IOException {
        int length = 0;
        String cookie = "";
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            } else if (header.startsWith("set-cookie:")) {
                cookie = "Cookie:" + line.substring(line.indexOf(':') + 1, line.indexOf(';'));
            }
        }
        in.skipNBytes(length);
        return cookie;
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
