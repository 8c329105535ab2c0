package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Waiting times in a project of 10,000 files, measured in the browser, up to the painting. The aims hold on a machine
 * that does nothing else: with {@code -Dconsole.strict=true}, as {@code benchmarks/console} has it. What is always
 * checked is that it takes no more than a multiple of them, which tells a list that is drawn as a whole from one that
 * isn't.
 */
@ConsoleTest(wholeBrowser = true) // It measures how long people wait.
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

    /** Adds a folder with a number of files as a chooser does it; answers when they can be saved, in milliseconds. */
    private static final String STAGE = """
            async count => {
              const files = new DataTransfer();
              for (let i = 0; i < count; i++) {
                const file = new File([`{"rate": ${i}}`], `rates-${i}.json`);
                Object.defineProperty(file, 'webkitRelativePath', { value: `added/table-${i % 100}/rates-${i}.json` });
                files.items.add(file);
              }
              const chooser = document.querySelector('input[webkitdirectory]');
              Object.defineProperty(chooser, 'files', { value: files.files });
              const start = performance.now();
              chooser.dispatchEvent(new Event('change'));
              const until = async found => {
                while (!found()) {
                  await new Promise(requestAnimationFrame);
                }
              };
              await until(() => document.querySelector('dialog footer button[type=submit]'));
              document.querySelector('dialog footer button[type=submit]').click();
              await until(() => document.querySelector('.changes:not([hidden]) button[type=submit]:enabled'));
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

    @Test
    void thousandsOfFilesAreStagedInOneGo(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("large-upload", "readme.txt", "alone\n");
        double[] staged = new double[LENIENCE == 1 ? TIMES : 1];
        for (int i = 0; i < staged.length; i++) {
            anna.openProject(repoId);
            anna.sees("1 file");
            staged[i] = millis(anna.page().evaluate(STAGE, FILES));
            anna.sees("10,000 unsaved changes");
        }
        tell("a folder is staged", staged, 10_000);
        anna.save("All of them");
        assertThat(anna.content(repoId, "added/table-99/rates-9999.json")).isEqualTo("{\"rate\": 9999}");
        anna.page().evaluate("count => void (window.staged = (%s)(count))".formatted(STAGE.strip()), FILES + 1);
        anna.sees("These are more than 10,000 files");
    }
}
