package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Pages show one state, whatever others save while they are open or being loaded. */
@ConsoleTest
class OneStateTest {

    /** A time longer than an open page waits until it asks again. */
    private static final int A_WHILE = 16_000;

    private static Locator live(Operator operator) {
        return operator.page().locator(".live strong");
    }

    /** Saves as another program would, at the moment when the page asks for something for the first time. */
    private static void saveBefore(Operator operator, String asked, Runnable save) {
        AtomicBoolean saved = new AtomicBoolean();
        operator.page().route(asked, route -> {
            if (!saved.getAndSet(true)) {
                save.run();
            }
            route.resume();
        });
    }

    @Test
    void anOpenHistoryFollowsWhatIsLiveAsAWhole(Operator anna) {
        anna.page().clock().install();
        anna.enter();
        String repoId = anna.projectWith("followed", "a.txt", "one\n");
        anna.openProject(repoId);
        anna.openTab("History");
        assertThat(live(anna)).hasText("v0002");
        anna.put(repoId, "a.txt", "two\n");
        anna.page().clock().fastForward(A_WHILE);
        assertThat(live(anna)).hasText("v0003");
        assertThat(anna.page().locator(".snapshot.is-live .version")).hasText("v0003");
        assertThat(anna.page().locator(".snapshot")).hasCount(3);
    }

    @Test
    void whoTypesIsToldAndKeepsThePlace(Operator anna) {
        anna.page().clock().install();
        anna.enter();
        String repoId = anna.projectWith("told", "a.txt", "one\n");
        anna.openFile(repoId, "a.txt");
        anna.append("mine");
        anna.put(repoId, "b.txt", "theirs\n");
        anna.page().clock().fastForward(A_WHILE);
        anna.sees("Meanwhile v0003 went live");
        assertThat(live(anna)).hasText("v0002");
        assertThat(anna.editor()).isFocused();
        anna.button("Show it").click();
        assertThat(live(anna)).hasText("v0003");
        assertThat(anna.editor()).containsText("mine");
    }

    @Test
    void aHistoryThatIsLoadedMeanwhileIsOfTheStateInTheHeader(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("raced-past", "a.txt", "one\n");
        anna.openProject(repoId);
        saveBefore(anna, "**/history?**", () -> anna.put(repoId, "a.txt", "two\n"));
        anna.openTab("History");
        assertThat(live(anna)).hasText("v0002");
        assertThat(anna.page().locator(".snapshot.is-live .version")).hasText("v0002");
        assertThat(anna.page().locator(".snapshot")).hasCount(2);
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("two\n");
    }

    @Test
    void aComparisonThatIsLoadedMeanwhileIsOfTheStateInTheHeader(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("raced-sides", "a.txt", "one\n");
        anna.openProject(repoId);
        saveBefore(anna, "**/compare?**", () -> anna.put(repoId, "a.txt", "two\n"));
        anna.openTab("Compare");
        assertThat(live(anna)).hasText("v0002");
        assertThat(anna.page().locator(".diff")).containsText("one");
        assertThat(anna.page().locator(".diff")).not().containsText("two");
        assertThat(anna.content(repoId, "a.txt")).isEqualTo("two\n");
    }

    @Test
    void whatIsDownloadedIsWhatIsShown(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("taken-away", "a.txt", "one\n");
        anna.openFile(repoId, "a.txt");
        anna.put(repoId, "a.txt", "two\n");
        String address = anna.link("Download").getAttribute("href");
        assertThat(anna.context().request().get(anna.server() + address).text()).isEqualTo("one\n");
    }
}
