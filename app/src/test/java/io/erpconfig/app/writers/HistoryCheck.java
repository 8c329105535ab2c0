package io.erpconfig.app.writers;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.app.writers.Attempt.Outcome;
import io.erpconfig.server.AdminClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Checks a branch's history against what its writers asked for and were told. Replays it from the first snapshot on: each
 * snapshot is one edit that somebody sent, made on the snapshot before; each acknowledged edit is exactly one snapshot,
 * the one that its answer named; each refused one is none; numbers have no gaps. The owner's events tell of each snapshot
 * once, and their own numbers have no gaps either.
 */
public final class HistoryCheck {

    private static final int PAGE = 100;

    /** Entries are dated before they are stored, so a later one may have an earlier date. */
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private final String branch;
    private final List<BranchContent> states = new ArrayList<>();
    private final Map<String, Attempt> attempts = new HashMap<>();
    private final Map<String, Integer> made = new HashMap<>();
    private final List<Entry> trail = new ArrayList<>();
    private final List<Integer> events = new ArrayList<>();
    private long lastEvent;
    private final Set<String> shortIds = new HashSet<>();
    private final Set<String> listings = new HashSet<>();

    /** @param branch its path behind the API's prefix; it was made empty */
    public HistoryCheck(String branch) {
        this.branch = branch;
        states.add(BranchContent.EMPTY);
        add(BranchContent.EMPTY);
    }

    private void add(BranchContent state) {
        states.add(state);
        shortIds.add(state.shortId());
        listings.add(state.listing());
    }

    /** The newest snapshot's number that was checked. */
    public int live() {
        return states.size() - 1;
    }

    /** Checks what has come to the history since the last time, and what is live. */
    public void check(AdminClient client, List<Attempt> more) throws IOException {
        more.forEach(
                attempt -> assertThat(attempts.put(attempt.message(), attempt)).isNull());
        for (JsonNode snapshot : newer(client)) {
            replay(snapshot);
        }
        more.forEach(this::checkAnswer);
        checkLive(client);
        checkTrail(client);
        checkEvents(client);
    }

    /** The snapshots that were not checked yet, oldest first. */
    private List<JsonNode> newer(AdminClient client) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (int page = 1; ; page++) {
            JsonNode part = client.json(branch + "/history?per_page=" + PAGE + "&page=" + page);
            for (JsonNode snapshot : part) {
                if (snapshot.get("number").asInt() <= live()) {
                    assertThat(snapshot.get("number").asInt()).isEqualTo(live());
                    Collections.reverse(found);
                    return found;
                }
                found.add(snapshot);
            }
            assertThat(part).as("page " + page + " of the history").isNotEmpty();
        }
    }

    private void replay(JsonNode snapshot) {
        int number = snapshot.get("number").asInt();
        assertThat(number).as("numbers have no gaps").isEqualTo(live() + 1);
        String message = snapshot.get("message").asString();
        Attempt attempt = attempts.get(message);
        assertThat(attempt).as("v" + number + " is nobody's: " + snapshot).isNotNull();
        assertThat(made.put(message, number)).as(message + " is two snapshots").isNull();
        Optional<BranchContent> after = attempt.edit().applyTo(states.get(live()), states);
        assertThat(after)
                .as("v" + number + ", " + attempt + " should have been refused")
                .isPresent();
        assertThat(snapshot.get("short_id").asString())
                .as("content of v" + number + " after " + attempt.edit())
                .isEqualTo(after.get().shortId());
        assertThat(snapshot.get("files").asInt()).isEqualTo(after.get().files().size());
        add(after.get());
    }

    private void checkAnswer(Attempt attempt) {
        Integer number = made.get(attempt.message());
        attempt.outcome().ifPresent(outcome -> {
            if (outcome instanceof Outcome.Saved saved) {
                assertThat(number).as("acknowledged and lost: " + attempt).isEqualTo(saved.number());
                assertThat(states.get(saved.number()).shortId()).isEqualTo(saved.shortId());
            } else {
                assertThat(number).as("not made, as it said: " + attempt).isNull();
            }
        });
    }

    /**
     * Each edit is in the audit trail exactly if it is in the history, once. Entries that were there long before the newest
     * one known are not read again, unless the rest does not come out right.
     */
    private void checkTrail(AdminClient client) throws IOException {
        List<Integer> made = IntStream.rangeClosed(2, live()).boxed().toList();
        readTrail(client, whereToReadOn());
        if (!numbersInTrail().equals(made)) {
            readTrail(client, Instant.EPOCH);
            assertThat(numbersInTrail()).as("audit trail").isEqualTo(made);
        }
    }

    /** Checks all of the audit trail, which {@link #check} reads from where it ended the last time. */
    public void checkWholeTrail(AdminClient client) throws IOException {
        trail.clear();
        checkTrail(client);
    }

    private Instant whereToReadOn() {
        return trail.stream()
                .map(Entry::at)
                .max(Comparator.naturalOrder())
                .map(newest -> newest.minus(OVERLAP))
                .orElse(Instant.EPOCH);
    }

    private List<Integer> numbersInTrail() {
        return trail.stream().map(Entry::number).sorted().toList();
    }

    /** Replaces what is known of the trail since a time by what it says now. */
    private void readTrail(AdminClient client, Instant since) throws IOException {
        trail.removeIf(entry -> !entry.at().isBefore(since));
        HttpResponse<byte[]> answer = client.get("audit?since=" + since, "Accept", "application/x-ndjson");
        assertThat(answer.statusCode()).isEqualTo(200);
        for (String line : AdminClient.text(answer).lines().toList()) {
            JsonNode entry = AdminClient.JSON.readTree(line);
            String of = "projects/" + entry.path("project").asString("") + "/branches/"
                    + entry.path("branch").asString("");
            if (of.equals(branch) && entry.has("snapshot")) {
                assertThat(entry.get("result").asString()).isEqualTo("ok");
                trail.add(new Entry(
                        Instant.parse(entry.get("at").asString()),
                        Integer.parseInt(entry.get("snapshot").asString().substring(1))));
            }
        }
    }

    /** Each edit is an event exactly if it is in the history, once and in its order; the log's numbers have no gaps. */
    private void checkEvents(AdminClient client) throws IOException {
        JsonNode page;
        do {
            page = client.json("events?limit=1000&after=" + lastEvent);
            for (JsonNode event : page.get("events")) {
                assertThat(event.get("seq").asLong()).isEqualTo(++lastEvent);
                addEvent(event);
            }
            assertThat(page.get("next").asLong()).isEqualTo(lastEvent);
        } while (lastEvent < page.get("latest").asLong());
        assertThat(events)
                .as("events")
                .isEqualTo(IntStream.rangeClosed(2, live()).boxed().toList());
    }

    private void addEvent(JsonNode event) {
        JsonNode data = event.get("data");
        String of = "projects/" + data.path("project").asString("") + "/branches/"
                + data.path("branch").asString("");
        if (event.get("type").asString().equals("snapshot.created") && of.equals(branch)) {
            int number = Integer.parseInt(data.get("snapshot").asString().substring(1));
            assertThat(data.get("short_id").asString())
                    .isEqualTo(states.get(number).shortId());
            events.add(number);
        }
    }

    /** What the audit trail says of a snapshot. */
    private record Entry(Instant at, int number) {}

    private void checkLive(AdminClient client) throws IOException {
        BranchContent live = states.get(live());
        assertThat(listing(client.json(branch + "/tree?recursive=1"))).isEqualTo(live.listing());
        assertThat(client.json(branch).get("commit").get("short_id").asString()).isEqualTo(live.shortId());
    }

    /** A recursive listing's files with their ids, as {@link BranchContent#listing}. */
    static String listing(JsonNode tree) {
        Map<String, BranchContent.File> files = new HashMap<>();
        for (JsonNode entry : tree) {
            if (entry.get("type").asString().equals("blob")) {
                files.put(
                        entry.get("path").asString(),
                        new BranchContent.File(0, "", entry.get("id").asString()));
            }
        }
        return new BranchContent(files).listing();
    }

    /** Checks that each view of a reader was the whole of one snapshot. */
    void checkViews(Set<String> seenShortIds, Set<String> seenListings) {
        assertThat(shortIds).containsAll(seenShortIds);
        assertThat(listings).containsAll(seenListings);
    }
}
