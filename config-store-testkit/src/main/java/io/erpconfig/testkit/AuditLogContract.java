package io.erpconfig.testkit;

import static io.erpconfig.testkit.ConfigStoreContract.START;
import static io.erpconfig.testkit.Samples.HOSTILE;
import static io.erpconfig.testkit.Samples.OWNER;
import static io.erpconfig.testkit.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.audit.AuditEntry.Subject;
import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.project.OwnerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class AuditLogContract extends PortContract {

    private static final OwnerId BERT = new OwnerId("bert");
    private static final Instant ALWAYS = AuditEntry.EARLIEST;

    AuditLogContract(ConfigStoreContract contract) {
        super(contract);
    }

    private AuditLog audit() {
        return store().audit();
    }

    private AuditEntry appended(AuditEntry entry) {
        audit().append(entry);
        return entry;
    }

    private List<AuditEntry> trail(OwnerId owner) {
        return audit().read(owner, ALWAYS, 0, Integer.MAX_VALUE);
    }

    private List<AuditEntry> all(Instant since) {
        List<AuditEntry> found = new ArrayList<>();
        audit().forEach(since, found::add);
        return found;
    }

    private List<AuditEntry> inOrder(OwnerId owner, Instant since) {
        List<AuditEntry> found = new ArrayList<>();
        audit().forEach(owner, since, found::add);
        return found;
    }

    private static List<AuditEntry> reversed(List<AuditEntry> entries) {
        List<AuditEntry> reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        return reversed;
    }

    @Test
    @DisplayName("A trail without entries is empty, and no error")
    void absent() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(trail(OWNER)).isEmpty();
            assertThat(all(ALWAYS)).isEmpty();
            reopen();
        }
    }

    @Test
    @DisplayName("Every field of an entry comes back as it was, whatever text is in it")
    void everyField() throws Exception {
        List<AuditEntry> appended = new ArrayList<>();
        for (AuditAction action : AuditAction.values()) {
            appended.add(appended(new AuditEntry(
                    START, Optional.of(OWNER), "anna", action, Map.of(), List.of(), "::1", AuditEntry.OK)));
        }
        for (String text : HOSTILE) {
            Map<Subject, String> subject = new EnumMap<>(Subject.class);
            for (Subject part : Subject.values()) {
                subject.put(part, part + text);
            }
            appended.add(appended(new AuditEntry(
                    START.plusNanos(123_456_789),
                    Optional.of(OWNER),
                    text,
                    AuditAction.COMMIT,
                    subject,
                    List.of(text, "a/" + text, ""),
                    text,
                    text)));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(trail(OWNER)).isEqualTo(reversed(appended));
            assertThat(inOrder(OWNER, ALWAYS)).isEqualTo(appended);
            assertThat(all(ALWAYS)).isEqualTo(appended);
            reopen();
        }
    }

    @Test
    @DisplayName("An owner's trail holds nobody else's entries; those of nobody are in no owner's")
    void apart() throws Exception {
        List<OwnerId> owners = new ArrayList<>();
        for (String name : List.of("anna", "bert", "con", "nul.x", "none", "a.none", "0", "x".repeat(64))) {
            owners.add(new OwnerId(name));
        }
        List<AuditEntry> appended = new ArrayList<>();
        for (OwnerId owner : owners) {
            appended.add(appended(entry(Optional.of(owner), START, "of " + owner)));
        }
        appended.add(appended(entry(Optional.empty(), START, "of nobody")));
        for (int i = 0; i < 2; i++) {
            for (OwnerId owner : owners) {
                assertThat(trail(owner)).extracting(AuditEntry::user).containsExactly("of " + owner);
                assertThat(inOrder(owner, ALWAYS)).isEqualTo(trail(owner));
            }
            assertThat(all(ALWAYS)).containsExactlyInAnyOrderElementsOf(appended);
            reopen();
        }
    }

    @Test
    @DisplayName("A trail is read from its newest entry backwards, in pages, in the order in which it was appended")
    void pages() throws Exception {
        List<AuditEntry> appended = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            // Over four months, and now and then with a clock that was put back over the end of one.
            Instant at = START.plusSeconds(86_400L * i - (i % 7 == 0 ? 2_000_000 : 0));
            appended.add(appended(entry(Optional.of(OWNER), at, "entry " + i)));
            appended(entry(Optional.of(BERT), at, "other"));
        }
        List<AuditEntry> newestFirst = reversed(appended);
        for (int i = 0; i < 2; i++) {
            assertThat(trail(OWNER)).isEqualTo(newestFirst);
            for (int skip = 0; skip < 110; skip += 9) {
                assertThat(audit().read(OWNER, ALWAYS, skip, 10))
                        .isEqualTo(newestFirst.subList(Math.min(skip, 100), Math.min(skip + 10, 100)));
            }
            assertThat(audit().read(OWNER, ALWAYS, 0, 0)).isEmpty();
            assertThat(audit().read(OWNER, ALWAYS, Long.MAX_VALUE, 10)).isEmpty();
            assertThat(all(ALWAYS).stream().filter(entry -> entry.owner().equals(Optional.of(OWNER))))
                    .containsExactlyElementsOf(appended);
            reopen();
        }
    }

    @Test
    @DisplayName("Entries that are appended together follow one another in this order, each in its own trail")
    void together() throws Exception {
        List<AuditEntry> appended = new ArrayList<>();
        appended.add(appended(entry(Optional.of(OWNER), START, "before")));
        List<AuditEntry> together = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // Over months, with clocks that were put back, and some that are long.
            Instant at = START.plusSeconds(20_000L * i - (i % 7 == 0 ? 5_000_000 : 0));
            together.add(entry(
                    i % 5 == 0 ? Optional.empty() : Optional.of(i % 3 == 0 ? BERT : OWNER),
                    at,
                    i % 50 == 0 ? "x".repeat(1000) : "entry " + i));
        }
        audit().append(together);
        audit().append(List.of());
        appended.addAll(together);
        appended.add(appended(entry(Optional.of(OWNER), START, "after")));
        for (int i = 0; i < 2; i++) {
            for (Optional<OwnerId> owner : List.of(Optional.of(OWNER), Optional.of(BERT), Optional.<OwnerId>empty())) {
                assertThat(all(ALWAYS).stream().filter(entry -> entry.owner().equals(owner)))
                        .isEqualTo(appended.stream()
                                .filter(entry -> entry.owner().equals(owner))
                                .toList());
            }
            reopen();
        }
    }

    @Test
    @DisplayName("Only entries of the time that is asked for or later are read, to the millisecond")
    void since() throws Exception {
        List<AuditEntry> appended = new ArrayList<>();
        for (String at : List.of(
                "2026-02-28T23:59:59.999Z",
                "2026-03-01T00:00:00Z",
                "2026-03-31T23:59:59.998Z",
                "2026-03-31T23:59:59.999Z",
                "2026-04-01T00:00:00Z",
                "2026-04-01T00:00:00.001Z",
                "9999-12-31T23:59:59.999Z")) {
            appended.add(appended(entry(Optional.of(OWNER), Instant.parse(at), at)));
        }
        for (int i = 0; i < 2; i++) {
            for (AuditEntry from : appended) {
                checkSince(appended, from.at());
                checkSince(appended, from.at().plusNanos(1));
                checkSince(appended, from.at().minusNanos(1));
            }
            checkSince(appended, Instant.MIN);
            checkSince(appended, Instant.MAX);
            reopen();
        }
    }

    private void checkSince(List<AuditEntry> appended, Instant since) {
        List<AuditEntry> expected =
                appended.stream().filter(entry -> !entry.at().isBefore(since)).toList();
        assertThat(audit().read(OWNER, since, 0, 100)).as("since " + since).isEqualTo(reversed(expected));
        assertThat(all(since)).as("since " + since).isEqualTo(expected);
    }

    @Test
    @DisplayName("The largest entries that there can be come back whole, between small ones")
    void large() throws Exception {
        String path = "\"\\\u0001\u001f".repeat(AuditEntry.MAX_TEXT / 4);
        List<AuditEntry> appended = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            appended.add(appended(entry(Optional.of(OWNER), START, "before " + i)));
            Map<Subject, String> subject = new EnumMap<>(Subject.class);
            for (Subject part : Subject.values()) {
                subject.put(part, path);
            }
            appended.add(appended(new AuditEntry(
                    START,
                    Optional.of(OWNER),
                    path,
                    AuditAction.COMMIT,
                    subject,
                    Collections.nCopies(AuditEntry.MAX_PATHS, path),
                    path,
                    path)));
            appended.add(appended(entry(Optional.of(OWNER), START, "after " + i)));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(trail(OWNER).equals(reversed(appended))).isTrue();
            assertThat(all(ALWAYS).equals(appended)).isTrue();
            assertThat(audit().read(OWNER, ALWAYS, 8, 1)).containsExactly(appended.get(0));
            reopen();
        }
    }

    @Test
    @DisplayName("What many append at once is all there, whole, and each one's in order")
    void racingAppends() throws Exception {
        int each = Math.max(2, rounds() / 20);
        List<Optional<OwnerId>> owners = List.of(Optional.of(OWNER), Optional.of(BERT), Optional.empty());
        try (Race race = new Race(6)) {
            race.round(i -> {
                for (int number = 0; number < each; number++) {
                    AuditEntry entry = entry(owners.get(i % 3), START.plusSeconds(number), i + " " + number);
                    audit().append(entry);
                    assertThat(entry.owner()
                                    .map(owner -> audit().read(owner, ALWAYS, 0, 2 * each))
                                    .orElse(List.of(entry)))
                            .contains(entry);
                }
                return true;
            });
        }
        for (int round = 0; round < 2; round++) {
            List<AuditEntry> found = all(ALWAYS);
            assertThat(found).hasSize(6 * each);
            for (int i = 0; i < 6; i++) {
                String prefix = i + " ";
                assertThat(found.stream().map(AuditEntry::user).filter(user -> user.startsWith(prefix)))
                        .containsExactlyElementsOf(numbered(prefix, each));
            }
            assertThat(trail(OWNER)).hasSize(2 * each);
            assertThat(trail(BERT)).hasSize(2 * each);
            reopen();
        }
    }

    private static List<String> numbered(String prefix, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(prefix + i);
        }
        return texts;
    }

    @Test
    @DisplayName("Who reads while others append sees no gap and nothing torn")
    void readWhileAppended() throws Exception {
        int entries = Math.max(2, rounds() / 20);
        try (Race race = new Race(3)) {
            race.round(i -> {
                int seen = 0;
                for (int number = 0; i == 0 && number < entries; number++) {
                    audit().append(entry(Optional.of(OWNER), START.plusSeconds(40_000L * number), "" + number));
                }
                while (i > 0 && seen < entries) {
                    List<String> users =
                            trail(OWNER).stream().map(AuditEntry::user).toList();
                    List<String> oldestFirst = new ArrayList<>(users);
                    Collections.reverse(oldestFirst);
                    assertThat(oldestFirst).isEqualTo(numbered("", users.size()));
                    assertThat(users.size()).isGreaterThanOrEqualTo(seen);
                    seen = users.size();
                }
                return true;
            });
        }
    }

    @Test
    @DisplayName("A trail goes on where it ended when the store is opened again")
    void goesOn() throws Exception {
        List<AuditEntry> appended = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            appended.add(appended(entry(Optional.of(OWNER), START.plusSeconds(i), "entry " + i)));
            reopenOrSkip();
        }
        assertThat(trail(OWNER)).isEqualTo(reversed(appended));
    }
}
