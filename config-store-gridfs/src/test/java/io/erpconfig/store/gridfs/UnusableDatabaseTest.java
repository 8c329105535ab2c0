package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.error.ConfigStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a database that can't be used, by MongoDB itself. */
@Timeout(120)
class UnusableDatabaseTest {

    private static final Duration LIMIT = Duration.ofSeconds(8);

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireMongod() {
        TestServer.requireMongod();
    }

    /** Waits less for what is not there than usual, unless {@link #LIMIT} is to be tried. */
    private static ConfigStore open(String uri) {
        boolean whole = uri.contains("nowhere");
        String soon = whole ? "" : (uri.contains("?") ? "&" : "?") + "serverSelectionTimeoutMS=2000";
        return GridFsStore.open(new MongoAddress(uri + soon), Clock.systemUTC(), Runnable::run)
                .store();
    }

    private static void assertRefused(String uri, String... words) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> open(uri).close())
                .isInstanceOf(ConfigStoreException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("Exception");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
    }

    @Test
    void aMemberOfASetIsRefusedWithoutTheSetsNameAndWithAnotherOne() {
        try (Mongod member = Mongod.replicaSet(folder, 1).get(0)) {
            assertRefused(member.uri() + "erp", "member of replica set 'rs0'", "say replicaSet=rs0");
            assertRefused(member.uri() + "erp?replicaSet=other", "'rs0'", "say replicaSet=rs0 instead of other");
            assertThatCode(() -> open(member.uri() + "erp?replicaSet=rs0").close())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aServerThatIsAloneIsNoSet() {
        try (Mongod alone = Mongod.standalone(folder)) {
            assertRefused(alone.uri() + "erp?replicaSet=rs0", "no member of a replica set", "leave replicaSet=rs0 out");
            assertRefused(alone.uri() + "erp?tls=true", alone.host(), "does not speak TLS", "leave tls=true out");
        }
    }

    @Test
    void aUserNeedsTheRoleReadWriteAndNoMore() {
        try (Mongod server = Mongod.standalone(folder, List.of("--auth"), Optional.empty())) {
            server.command(
                    new Document("createUser", "root").append("pwd", "secret").append("roles", List.of("root")));
            String root = "mongodb://root:secret@" + server.host() + "/?authSource=admin";
            createUser(root, "writer", "readWrite");
            createUser(root, "reader", "read");

            String writer = "mongodb://writer:secret@" + server.host() + "/erp?authSource=admin";
            try (ConfigStore store = open(writer)) {
                assertThatCode(store::checkReachable).doesNotThrowAnyException();
            }
            assertRefused(server.uri() + "erp", "the server wants a user", "readWrite on database 'erp'");
            assertRefused(writer.replace("writer", "reader"), "user 'reader'", "readWrite on database 'erp'");
            assertRefused(writer.replace("/erp", "/other"), "user 'writer'", "readWrite on database 'other'");
            assertRefused(writer.replace("secret", "secret2"), "user 'writer' can't sign in", "password");
            assertRefused(writer.replace("=admin", "=erp"), "user 'writer' can't sign in", "authSource=admin");
        }
    }

    private static void createUser(String uri, String name, String role) {
        try (var client = com.mongodb.client.MongoClients.create(uri)) {
            client.getDatabase("admin")
                    .runCommand(new Document("createUser", name)
                            .append("pwd", "secret")
                            .append("roles", List.of(new Document("role", role).append("db", "erp"))));
        }
    }

    @Test
    void aServerThatWantsTlsGetsItAndIsTrustedWhereItsAuthorityIs() throws Exception {
        KeyStore keys = keys();
        List<String> options = List.of(
                "--tlsMode",
                "requireTLS",
                "--tlsCertificateKeyFile",
                certificate(keys).toString());
        SSLContext before = SSLContext.getDefault();
        SSLContext trusting = trusting(keys);
        try (Mongod server =
                Mongod.standalone(Files.createDirectory(folder.resolve("data")), options, Optional.of(trusting))) {
            assertRefused(server.uri() + "erp", server.host(), "add tls=true");
            String tls = server.uri() + "erp?tls=true&tlsAllowInvalidHostnames=true";
            assertRefused(tls, server.host(), "not to be trusted", "trustStore");
            SSLContext.setDefault(trusting);
            assertThatCode(() -> open(tls).close()).doesNotThrowAnyException();
        } finally {
            SSLContext.setDefault(before);
        }
    }

    /** The context of a process whose trust store has the server's certificate. */
    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** A key and a certificate that nobody else has signed. */
    private KeyStore keys() throws IOException, InterruptedException, GeneralSecurityException {
        Path keys = folder.resolve("keys.p12");
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        int exit = new ProcessBuilder(
                        program,
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-keystore",
                        keys.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        assertThat(exit).isZero();
        return KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
    }

    /** The same in one file, as MongoDB wants them. */
    private Path certificate(KeyStore keys) throws IOException, GeneralSecurityException {
        return Files.writeString(
                folder.resolve("server.pem"),
                pem("PRIVATE KEY", keys.getKey("server", "secret".toCharArray()).getEncoded())
                        + pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }

    @Test
    void aHostThatIsNotThereIsNamed() {
        assertRefused("mongodb://nowhere.invalid/erp", "nobody knows the host", "nowhere.invalid");
        assertRefused("mongodb://anna:secret@127.0.0.1:1/erp", "nobody listens at 127.0.0.1:1");
    }
}
