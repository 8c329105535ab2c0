package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * How long people wait in a project of 10,000 files, measured in the browser, up to when it is painted. The aims hold on a
 * machine that does nothing else: with {@code -Dconsole.strict=true}, as {@code benchmarks/console} has it. What is always
 * checked is that it takes no more than a multiple of them, which tells a list that is drawn as a whole from one that isn't.
 */
@ConsoleTest
class LargeProjectTest {

    private static final int FILES = 10_000;
    private static final int TIMES = 5;
    private static final int LENIENCE = Boolean.getBoolean("console.strict") ? 1 : 5;

    /** Keeps when the first file could be clicked on, in milliseconds since the page was asked for. */
    private static final String NOTE_WHEN_USABLE = """
            (() => {
              const look = () => {
                const usable = document.querySelector('.files .row .entry') && document.querySelector('.files input[type=search]');
                if (usable) {
                  setTimeout(() => { window.usableAfter = performance.now(); });
                } else {
                  requestAnimationFrame(look);
                }
              };
              requestAnimationFrame(look);
            })()""";

    private static final String FILTER = """
            async text => {
              const box = document.querySelector('.files input[type=search]');
              const start = performance.now();
              box.value = text;
              box.dispatchEvent(new Event('input'));
              await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
              return performance.now() - start;
            }""";

    private static final String OPEN = """
            async () => {
              const start = performance.now();
              document.querySelector('.files .row a.entry').click();
              const text = () => [...document.querySelectorAll('.editor > *')].map(
                each => each.shadowRoot?.querySelector('.cm-content')?.textContent).join('');
              while (!text()) {
                await new Promise(requestAnimationFrame);
              }
              await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
              return performance.now() - start;
            }""";

    private static double millis(Object measured) {
        return ((Number) measured).doubleValue();
    }

    private static double median(double[] measured) {
        double[] sorted = measured.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void tell(String what, double[] measured, int aim) {
        double median = median(measured);
        System.out.printf(
                Locale.ROOT,
                "console, %,d files: %s in %.0f ms (%s), aim %d ms%n",
                FILES,
                what,
                median,
                Arrays.toString(Arrays.stream(measured).mapToLong(Math::round).toArray()),
                aim);
        assertThat(median).as("%s, in ms", what).isLessThan((double) aim * LENIENCE);
    }

    @Test
    void nobodyWaits(Operator anna) {
        anna.enter();
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < FILES; i++) {
            files.put(
                    "site-%02d/table-%02d/rates-%05d.json".formatted(i / 1000, i / 50 % 20, i),
                    "{\"rate\": " + i + "}");
        }
        String repoId = anna.projectWith("large", "readme.txt", "10,000 others\n");
        anna.commit(repoId, files);

        anna.context().addInitScript(NOTE_WHEN_USABLE);
        double[] usable = new double[TIMES];
        double[] filtered = new double[TIMES];
        double[] opened = new double[TIMES];
        String[] wanted = {"7", "rates", "site-03 .json", "-09999", "nothing"};
        for (int i = 0; i < TIMES; i++) {
            anna.openProject(repoId);
            anna.page().waitForFunction("() => window.usableAfter");
            usable[i] = millis(anna.page().evaluate("() => window.usableAfter"));
            anna.sees("10,001 files");
            filtered[i] = millis(anna.page().evaluate(FILTER, wanted[i]));
            anna.page().evaluate(FILTER, "rates-0%d000".formatted(i + 1));
            anna.sees("1 of 10,001");
            opened[i] = millis(anna.page().evaluate(OPEN));
            assertThat(anna.editor()).containsText("{\"rate\": %d000}".formatted(i + 1));
        }
        tell("the overview is usable", usable, 1000);
        tell("the filter answers", filtered, 100);
        tell("a file is opened", opened, 300);
    }
}
