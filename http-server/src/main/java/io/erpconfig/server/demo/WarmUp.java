package io.erpconfig.server.demo;

import io.erpconfig.account.Accounts;
import io.erpconfig.account.FirstAccount;
import io.erpconfig.account.Password;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.Release;
import io.erpconfig.server.Backend;
import io.erpconfig.server.ConfigServer;
import io.erpconfig.server.ServerSettings;
import io.erpconfig.server.observe.Observation;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Asks a server that has the example project what clients ask, again and again: for a JVM that learns what it has to run. */
public final class WarmUp {

    /** Enough for the JVM to learn which methods matter. */
    private static final int ROUNDS = 400;

    /** A JVM from 25 on records profiles too, and then compiles sooner what saves run; to others these would be lost time. */
    private static final int SAVES = Runtime.version().feature() >= 25 ? 200 : 5;

    private final URI server;

    private WarmUp(URI server) {
        this.server = server;
    }

    /** Puts the example into an empty store, serves it for a moment, and asks. */
    public static void run(Backend backend, Release release) throws IOException {
        ConfigStore store = backend.store();
        ProjectKey example = Demo.fill(
                store,
                new ProjectEditor(store, backend.clock(), backend.random()),
                new ConfigEditor(store, backend.clock(), ConfigEditor.DEFAULT_MAX_FILE_SIZE),
                FirstAccount.NAME);
        Tokens tokens = new Tokens(store.tokens(), backend.clock(), backend.random());
        String token = Demo.issueToken(tokens, backend.clock(), example);
        try (ConfigServer server =
                ConfigServer.start(backend, ServerSettings.onThisMachine(), Observation.NONE, release)) {
            WarmUp warmUp = new WarmUp(URI.create(server.url()));
            warmUp.poll(token);
            Password password = Password.random(backend.random());
            new Accounts(store, backend.clock(), backend.random(), backend.passwordEnded())
                    .add(FirstAccount.NAME, password, Optional.empty());
            warmUp.operate(FirstAccount.NAME, password);
        }
    }

    /** Polls as an ERP does: branches, then the tree, then a file. */
    private void poll(String token) throws IOException {
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

    /** Signs in as an operator does, and changes a file. */
    private void operate(OwnerId user, Password password) throws IOException {
        String branch = "/site-builder/api/projects/" + Demo.REPO + "/branches/master";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String signIn = "{\"username\":\"" + user + "\",\"password\":\"" + password.text() + "\"}";
            out.write(request("POST /user/login", "Content-Type: application/json", signIn));
            String cookie = skipAnswer(in);
            for (int round = 0; round < SAVES; round++) {
                out.write(request("PUT " + branch + "/files/warm.json", cookie, "{\"round\":" + round + "}"));
                skipAnswer(in);
                out.write(request("GET " + branch + "/history", cookie, ""));
                skipAnswer(in);
            }
        }
    }

    private byte[] request(String what, String header, String body) {
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
}
