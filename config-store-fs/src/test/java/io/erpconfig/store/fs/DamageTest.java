package io.erpconfig.store.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.SnapshotNumber;
import io.erpconfig.core.maintenance.StoreVerifier;
import io.erpconfig.core.project.BranchName;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.session.SessionHash;
import io.erpconfig.core.token.FingerprintHash;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenHash;
import io.erpconfig.core.token.TokenId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamageTest {

    private static final String PROJECT_FOLDER = "apps/site-builder/user/anna/+b2+b-+c+n+c.erp-config/";

    @TempDir
    Path data;

    @BeforeEach
    void fill() {
        try (ConfigStore store = Fill.open(data)) {
            Fill.everything(store);
        }
    }

    private void reopened(Consumer<ConfigStore> test) {
        try (ConfigStore store = Fill.open(data)) {
            test.accept(store);
        }
    }

    private static void assertDamaged(String file, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConfigStoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED))
                .hasMessageContaining(file + " is damaged: ");
    }

    @Test
    void changedBytesOfAnObjectAreNeverServed() throws IOException {
        byte[] content = "rate = 1.25".getBytes(StandardCharsets.UTF_8);
        BlobId id = new BlobId(Sha256.of(content));
        reopened(store -> {
            try (BlobUpload upload = store.blobs().begin()) {
                upload.put(content);
                upload.commit();
            }
        });
        EarlierLayout.of(data);
        Path file = data.resolve("objects").resolve(id.hex().substring(0, 2)).resolve(id.hex());
        Files.writeString(file, "rate = 9.25");

        reopened(store -> {
            assertDamaged(
                    "objects/" + id.hex().substring(0, 2) + "/" + id.hex(),
                    () -> store.blobs().read(id));
            assertThatThrownBy(() -> {
                        try (InputStream in = store.blobs().open(id)) {
                            in.readNBytes(content.length);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is damaged");
        });
    }

    private static String log(int number) {
        return PROJECT_FOLDER + "log/" + Fill.PROJECT.defaultBranch().id() + "/v000" + number + ".json";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{}{}",
                "\0\0\0\0",
                "{\"owner\":\"anna\"}",
                "{\"owner\":1,\"repoId\":\"B2B-CNC.erp-config\"}",
                "{\"owner\":\"anna\",\"repoId\":\"other.x\",\"createdAt\":\"2026-03-01T12:00:00Z\","
                        + "\"defaultBranch\":{\"name\":\"master\",\"id\":\"0123456789abcdef0123456789abcdef\","
                        + "\"createdAt\":\"2026-03-01T12:00:00Z\"}}",
                "{\"owner\":\"anna\",\"repoId\":\"B2B-CNC.erp-config\",\"createdAt\":\"yesterday\","
                        + "\"defaultBranch\":{}}",
            })
    void aProjectThatCanNotBeReadIsNamed(String content) throws IOException {
        String file = PROJECT_FOLDER + "project.json";
        Files.writeString(data.resolve(file), content);
        reopened(store -> {
            assertDamaged(file, () -> store.projects().find(Fill.PROJECT.key()));
            assertDamaged(file, () -> store.projects().find(Fill.PROJECT.id()));
            assertDamaged(file, () -> store.projects().list(Fill.OWNER));
            assertDamaged(file, () -> store.projects().forEach(project -> {}));
            assertDamaged(file, () -> store.projects().create(Fill.PROJECT));
            assertThat(store.projects().list(new OwnerId("bert"))).isEmpty();
        });
    }

    @Test
    void aBranchThatCanNotBeReadIsNamedAndTheOthersAreServed() throws IOException {
        Path branches = data.resolve(PROJECT_FOLDER + "branches");
        String name;
        try (Stream<Path> files = Files.list(branches)) {
            name = files.findFirst().orElseThrow().getFileName().toString();
        }
        Files.writeString(branches.resolve(name), "{");
        String file = PROJECT_FOLDER + "branches/" + name;
        reopened(store -> {
            var key = Fill.PROJECT.key();
            assertThat(store.projects().find(key)).contains(Fill.PROJECT);
            assertThat(store.projects().findBranch(key, BranchName.MASTER)).contains(Fill.PROJECT.defaultBranch());
            assertDamaged(file, () -> store.projects().findBranch(key, Fill.BRANCH.name()));
            assertDamaged(file, () -> store.projects().branches(key));
            assertDamaged(file, () -> store.projects().createBranch(key, Fill.BRANCH));
        });
    }

    @Test
    void aSnapshotThatCanNotBeReadIsNamedAndTheOthersAreServed() throws IOException {
        EarlierLayout.of(data);
        String second = Files.readString(data.resolve(log(2)));
        Files.writeString(data.resolve(log(1)), "{");
        var key = Fill.key(Fill.PROJECT.defaultBranch());
        reopened(store -> {
            assertThat(store.snapshots().live(key)).contains(Fill.snapshot(2));
            assertDamaged(log(1), () -> store.snapshots().find(key, SnapshotNumber.FIRST));
            assertDamaged(
                    log(1),
                    () -> store.snapshots()
                            .findCommit(Fill.PROJECT.key(), Fill.snapshot(9).commitId()));
            assertThat(store.snapshots()
                            .findCommit(Fill.PROJECT.key(), Fill.snapshot(2).commitId()))
                    .isPresent();
            Fill.append(store, 3);
        });
        Files.delete(data.resolve(log(1)));
        reopened(store -> assertDamaged(log(1), () -> store.snapshots().find(key, SnapshotNumber.FIRST)));
        Files.writeString(data.resolve(log(1)), second);
        reopened(store -> assertDamaged(log(1), () -> store.snapshots().find(key, SnapshotNumber.FIRST)));
        EarlierLayout.of(data);
        Files.writeString(data.resolve(log(3)), "{");
        reopened(store -> {
            assertDamaged(log(3), () -> store.snapshots().live(key));
            assertDamaged(log(3), () -> store.commits().append(key, Fill.snapshot(4)));
        });
    }

    @Test
    void tokensThatCanNotBeReadAreNamedAndTheOthersAreServed() throws IOException {
        Files.writeString(data.resolve("tokens/aaaaaaaaaaaaaaaaaaaaaaaa.json"), "{");
        Files.copy(
                data.resolve("tokens/" + Fill.TOKEN.id() + ".json"),
                data.resolve("tokens/bbbbbbbbbbbbbbbbbbbbbbbb.json"));
        reopened(store -> {
            assertThat(store.tokens().findByHash(Fill.TOKEN.hash())).contains(Fill.TOKEN);
            TokenHash unknown = new TokenHash(Sha256.of(new byte[] {9}));
            List<String> seen = new ArrayList<>();
            for (String name : List.of("aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb")) {
                assertDamaged("tokens/" + name + ".json", () -> store.tokens().findByHash(unknown));
                assertDamaged("tokens/" + name + ".json", () -> store.tokens().list(Fill.OWNER));
                assertDamaged(
                        "tokens/" + name + ".json", () -> store.tokens().forEach(token -> seen.add(token.name())));
            }
            assertThat(seen).containsExactly(Fill.TOKEN.name(), Fill.TOKEN.name());
        });
    }

    /** Had only the name of the field changed, an expired token would be valid, and a bound one free. */
    @ParameterizedTest
    @ValueSource(strings = {"expiresAt", "fingerprintRequired", "bound", "crc32c"})
    void aTokenWithAChangedNameOfAFieldIsRefused(String name) throws IOException {
        Token limited = Token.builder()
                .id(new TokenId("ab".repeat(12)))
                .hash(new TokenHash(Sha256.of(new byte[] {7})))
                .suffix("cafe")
                .owner(Fill.OWNER)
                .name("limited")
                .expiresAt(Optional.of(Fill.TIME))
                .fingerprintRequired(true)
                .binding(new Token.Binding(
                        Optional.of(new FingerprintHash(Sha256.of(new byte[] {8}))), Optional.empty()))
                .createdAt(Fill.TIME)
                .build();
        reopened(store -> store.tokens().add(limited));
        Path file = data.resolve("tokens/" + limited.id() + ".json");
        Files.writeString(file, Files.readString(file).replace('"' + name + '"', '"' + "x" + name.substring(1) + '"'));
        reopened(store -> assertDamaged(
                "tokens/" + limited.id() + ".json", () -> store.tokens().findByHash(limited.hash())));
    }

    @Test
    void aRecordWithoutTheChecksumThatItHadIsRefused() throws IOException {
        for (String file :
                List.of("tokens/" + Fill.TOKEN.id() + ".json", "accounts/anna.json", PROJECT_FOLDER + "project.json")) {
            Path record = data.resolve(file);
            Files.writeString(record, Files.readString(record).replaceFirst(",\"crc32c\":\".*\"", ""));
        }
        reopened(store -> {
            assertDamaged(
                    "tokens/" + Fill.TOKEN.id() + ".json", () -> store.tokens().find(Fill.TOKEN.id()));
            assertDamaged("accounts/anna.json", () -> store.accounts().find(Fill.OWNER));
            assertDamaged(
                    PROJECT_FOLDER + "project.json", () -> store.projects().find(Fill.PROJECT.key()));
        });
    }

    @Test
    void recordsOfAnEarlierVersionGetChecksumsWhenTheyAreOpened() throws IOException {
        List<Path> records = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            files.filter(file -> file.toString().endsWith(".json")).forEach(records::add);
        }
        for (Path record : records) {
            Files.writeString(record, Files.readString(record).replaceFirst(",\"crc32c\":\".*\"", ""));
        }
        Files.writeString(data.resolve("format.json"), "{\"format\":4}\n");
        Path damaged = data.resolve("accounts/zoe.json");
        Files.writeString(
                damaged,
                "{\"name\":\"zoe\",\"passwordHash\":\"x\",\"mail\":\"x\",\"createdAt\":\"2026-03-01T12:00:00Z\"}");
        for (int i = 0; i < 2; i++) {
            reopened(store -> {
                assertThat(store.tokens().list(Fill.OWNER)).containsExactly(Fill.TOKEN);
                assertThat(store.projects().list(Fill.OWNER)).containsExactly(Fill.PROJECT);
                assertThat(store.projects().deletedBranches(Fill.PROJECT.key())).containsExactly(Fill.DELETED);
                assertDamaged("accounts/zoe.json", () -> store.accounts().find(new OwnerId("zoe")));
            });
            for (Path record : records) {
                assertThat(Checksum.check(Files.readAllBytes(record)))
                        .as(record.toString())
                        .isTrue();
            }
            assertThat(data.resolve("upgrading")).doesNotExist();
        }
    }

    @Test
    void noChangedBitOfAnAuditLineIsMissedAndNoneHidesAnEntry() throws IOException {
        reopened(store -> store.audit().append(Fill.ENTRY));
        Path file = data.resolve("audit/anna/2026-03.jsonl");
        byte[] whole = Files.readAllBytes(file);
        int from = whole.length / 2;
        for (int bit = 0; bit < (whole.length - 1 - from) * 8; bit += 3) {
            byte[] changed = whole.clone();
            changed[from + bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, changed);
            AuditTrail trail = trail();
            List<ConfigStoreException> damages = new ArrayList<>();
            trail.forEach(AuditEntry.EARLIEST, entry -> {}, damages::add);
            assertThat(damages).as("bit " + bit).hasSize(1);
            assertDamaged("audit/anna/2026-03.jsonl", () -> trail().read(Fill.TIME, 0, 1));
        }
    }

    /** The trail as it is on the disk. */
    private AuditTrail trail() {
        Disk disk = new Disk(data, new TemporaryNames(data), null, Runnable::run);
        return new AuditTrail(disk, data.resolve("audit/anna"), Optional.of(Fill.OWNER));
    }

    @Test
    void lastUsesThatCanNotBeReadAreForgotten() throws IOException {
        Files.writeString(data.resolve("tokens/last-used.json"), "{\"x\":1");
        reopened(store -> assertThat(store.tokens().list(Fill.OWNER)).containsExactly(Fill.TOKEN));
    }

    @Test
    void sessionsThatCanNotBeReadLetNobodyInAndHoldNobodyUpButAreNamed() throws IOException {
        Files.writeString(data.resolve("sessions/aaaaaaaaaaaaaaaaaaaaaaaa.json"), "{");
        Files.copy(
                data.resolve("sessions/" + Fill.SESSION.id() + ".json"),
                data.resolve("sessions/bbbbbbbbbbbbbbbbbbbbbbbb.json"));
        reopened(store -> {
            assertThat(store.sessions().findByHash(Fill.SESSION.hash())).contains(Fill.SESSION);
            assertThat(store.sessions().findByHash(new SessionHash(Sha256.of(new byte[] {9}))))
                    .isEmpty();
            assertThat(store.sessions().list(Fill.OWNER)).containsExactly(Fill.SESSION);
            for (String name : List.of("aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb")) {
                assertDamaged(
                        "sessions/" + name + ".json", () -> store.sessions().forEach(session -> {}));
                assertDamaged(
                        "sessions/" + name + ".json", () -> store.sessions().removeIf(session -> true));
            }
            assertThat(store.sessions().list(Fill.OWNER)).isEmpty();
        });
    }

    @Test
    void whenSessionsWereSeenLastIsForgottenIfItCanNotBeRead() throws IOException {
        Files.writeString(data.resolve("sessions/last-used.json"), "{\"x\":1");
        reopened(store -> assertThat(store.sessions().list(Fill.OWNER)).containsExactly(Fill.SESSION));
    }

    @Test
    void verifyNamesDamagedSessionsAndAuditEntries() throws IOException {
        Files.writeString(data.resolve("sessions/aaaaaaaaaaaaaaaaaaaaaaaa.json"), "{");
        Files.writeString(data.resolve("audit/anna/2026-03.jsonl"), "x\n");
        List<String> damages = new ArrayList<>();
        reopened(store -> damages.addAll(damages(store)));
        assertThat(damages)
                .anyMatch(line -> line.startsWith("sessions: sessions/aaaaaaaaaaaaaaaaaaaaaaaa.json is damaged: "))
                .anyMatch(line -> line.startsWith("audit trail: audit/anna/2026-03.jsonl is damaged: line 1: "));
    }

    @Test
    void anAccountThatCanNotBeReadIsNamedAndTheOthersAreServed() throws IOException {
        Files.writeString(data.resolve("accounts/zoe.json"), "");
        reopened(store -> {
            assertThat(store.accounts().find(Fill.OWNER)).contains(Fill.ACCOUNT);
            assertDamaged("accounts/zoe.json", () -> store.accounts().find(new OwnerId("zoe")));
            assertDamaged("accounts/zoe.json", () -> store.accounts().list());
            assertThat(store.accounts().untouched()).isFalse();
        });
    }

    @Test
    void aBlobThatIsMissingIsNamed() throws IOException {
        BlobId id = new BlobId(Sha256.of(new byte[] {1}));
        String file = "objects/" + id.hex().substring(0, 2) + "/" + id.hex();
        EarlierLayout.of(data);
        Files.delete(data.resolve(file));
        reopened(store -> assertDamaged(file, () -> store.blobs().read(id)));
    }

    @Test
    void aBlobThatWasCutShortIsHealedByTheSameBytes() throws IOException {
        BlobId id = new BlobId(Sha256.of(new byte[] {1}));
        EarlierLayout.of(data);
        Files.write(data.resolve("objects/" + id.hex().substring(0, 2) + "/" + id.hex()), new byte[0]);
        reopened(store -> {
            Fill.blobs(store, 1);
            assertThat(store.blobs().read(id)).containsExactly(1);
        });
    }

    @Test
    void snapshotsGoOnBeyondFourDigits() throws IOException {
        EarlierLayout.of(data);
        String nines = Files.readString(data.resolve(log(2))).replace("\"number\":2", "\"number\":9999");
        Files.writeString(data.resolve(log(2).replace("v0002", "v9999")), nines);
        reopened(store -> {
            Fill.append(store, 10_000);
            Fill.append(store, 10_001);
        });
        reopened(store -> assertThat(store.snapshots().live(Fill.key(Fill.PROJECT.defaultBranch())))
                .contains(Fill.snapshot(10_001)));
    }

    /** Whatever happens to a byte of a pack: what is read is what was written, or named as damaged. */
    @Test
    void aPackThatIsDamagedAnywhereIsNamedAndTheRestIsServed() throws IOException {
        List<BlobId> more = new ArrayList<>();
        reopened(store -> {
            for (int seed = 10; seed < 40; seed++) {
                more.add(Fill.blobs(store, seed));
            }
        });
        Path pack = packs().get(packs().size() - 1);
        byte[] whole = Files.readAllBytes(pack);
        int step = Math.max(1, whole.length / 150);
        int served = 0;
        for (int at = 0; at < whole.length; at += step) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Files.write(pack, damaged);
            try (ConfigStore store = FileSystemStore.open(data, Clock.systemUTC(), task -> {})) {
                boolean named = damages(store).stream()
                        .anyMatch(line -> line.contains("packs/" + pack.getFileName() + " is damaged"));
                assertThat(named).as("byte " + at + " is missed").isTrue();
                for (BlobId id : more) {
                    try {
                        assertThat(Sha256.of(store.blobs().read(id))).isEqualTo(id.sha256());
                        served++;
                    } catch (ConfigStoreException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DAMAGED);
                    }
                }
                assertThat(store.blobs().read(Fill.blobs(store, 10))).containsExactly(10);
                assertThat(store.blobs().read(new BlobId(Sha256.of(new byte[] {1}))))
                        .as("in another pack")
                        .containsExactly(1);
            }
        }
        assertThat(served).isPositive();
    }

    private List<Path> packs() throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("packs"))) {
            return all.filter(file -> file.toString().endsWith(".pack"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> damages(ConfigStore store) {
        List<String> damages = new ArrayList<>();
        new StoreVerifier(store, (what, finding) -> damages.add(what + ": " + finding)).verify();
        return damages;
    }
}
