package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Checks of JSON, YAML and XML before they are saved, however they came there. Time limits hold on a machine that does
 * nothing else, with {@code -Dconsole.strict=true}; what is always checked is a multiple of it.
 */
@ConsoleTest(wholeBrowser = true) // It measures how long people wait.
class ChecksTest {

    private static final int KEYS = 20_000;
    private static final int LONGEST_TASK_MILLIS = 100;

    /** What else a machine does falls on the page's thread too. What is looked for is a page that stands still for seconds. */
    private static final int LENIENCE = Boolean.getBoolean("console.strict") ? 1 : 10;

    private static final String DOCTYPE = """
            <?xml version="1.0"?>
            <!DOCTYPE a [
            <!ELEMENT a (#PCDATA|c)*>
            <!ELEMENT c EMPTY>
            <!ATTLIST a b CDATA #IMPLIED
              d (one|two) "one">
            <!ENTITY e "a &#38;#38; b"><!ENTITY f "<c/>">
            ]>
            """;

    private static final List<String> XML = List.of(
            DOCTYPE + "<a b=\"&e;\" d='two'>&f;<c/>]]&gt;<![CDATA[<b>]]><!-- - --><?p i?>&#65;</a>\n<!-- end -->",
            "<!DOCTYPE a SYSTEM \"a.dtd\" [<!ENTITY % p \"x\"><!NOTATION n PUBLIC \"p\"><!ENTITY u SYSTEM \"u\" NDATA n>]>"
                    + "<a x=\"1\">&o;</a>",
            "<!DOCTYPE a [<!ELEMENT a ((b,c?)|d*)+><!ATTLIST a i ID #REQUIRED n NMTOKENS #FIXED 'x y'>]><a i='1'></a>",
            "<a>\n  <b c=\"1\" d='2'/>\n  text &lt; text\n</a>\n");

    private static final List<String> PIECES = List.of(
            "<",
            ">",
            "/",
            "&",
            ";",
            "\"",
            "'",
            "--",
            "<!--",
            "]]>",
            "<b>",
            "</a>",
            "&lt;",
            "&e;",
            "&x;",
            "%",
            " ",
            "=",
            "(",
            "|",
            "x",
            "#",
            "<?xml version='1.0'?>",
            "\n",
            "\u0001",
            "",
            "");

    /** The finding of the checker on a text: its first problem as "line: message", an empty text if there is none. */
    private static final String CHECK = """
            async ([language, texts]) => {
              const { check } = await import(document.querySelector('meta[name=checker]').content);
              const form = { bom: false, ending: '\\n' };
              return texts.map(text => check(language, { text, form }).map(({ line, message }) => `${line}: ${message}`)[0] ?? '');
            }""";

    private static List<String> check(Operator anna, String language, List<String> texts) {
        return ((List<?>) anna.page().evaluate(CHECK, List.of(language, texts)))
                .stream().map(String.class::cast).toList();
    }

    private static FilePayload file(String name, String content) {
        return new FilePayload(name, "application/octet-stream", content.getBytes(StandardCharsets.UTF_8));
    }

    private static void upload(Operator anna, FilePayload... files) {
        FileChooser chooser =
                anna.page().waitForFileChooser(anna.button("Upload").first()::click);
        chooser.setFiles(files);
    }

    private static Locator changes(Operator anna) {
        return anna.page().getByLabel("Unsaved changes");
    }

    @Test
    void aBrokenFileThatIsUploadedIsToldAndSavedOnlyIfThatIsMeant(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("checks-upload", "a.txt", "a\n");
        anna.openProject(repoId);
        upload(anna, file("broken.json", "{\n\"a\": 1,,\n}\n"), file("whole.json", "{}"));
        assertThat(changes(anna)).containsText("1 file with an error");
        assertThat(changes(anna)).containsText("line 2: A key in double quotes");
        anna.button("Save").click();
        anna.sees("broken.json, line 2");
        anna.button("Back to editing").click();
        assertThat(anna.has(repoId, "broken.json")).isFalse();
        anna.button("Save").click();
        anna.button("Save anyway").click();
        anna.seesSaved();
        assertThat(anna.content(repoId, "broken.json")).isEqualTo("{\n\"a\": 1,,\n}\n");
    }

    @Test
    void aFileThatBecomesJsonByItsNewNameIsChecked(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("checks-rename", "a.txt", "no\njson\n");
        anna.openProject(repoId);
        anna.link("a.txt").hover();
        anna.button("Rename a.txt").click();
        anna.page().getByLabel("New path").fill("a.json");
        anna.button("Rename").last().click();
        assertThat(changes(anna)).containsText("line 1: A value is expected here.");
        anna.button("Save").click();
        anna.sees("a.json, line 1");
        anna.button("Back to editing").click();
        assertThat(anna.has(repoId, "a.json")).isFalse();
    }

    @Test
    void whatIsWrongIsSaidWithItsLineAndWhatIsRightIsNot(Operator anna) {
        anna.enter();
        Map<String, Map<String, String>> expected = Map.of(
                "json",
                Map.ofEntries(
                        Map.entry("{\"a\": {\"b\": [1, 2.5e-3, true, null, \"\\u00e4\"]}}\n", ""),
                        Map.entry("", "1: There is no value"),
                        Map.entry("{\n\"a\": 1,\n\"a\": 2\n}", "3: The key \"a\" is there twice"),
                        Map.entry("{\"a\": {\"k\": 1}, \"b\": {\"k\": 1}}", ""),
                        Map.entry("{\"a\": 1,\n}", "2: A key in double quotes"),
                        Map.entry("[1\n// one\n]", "2: JSON has no comments"),
                        Map.entry("[1, 2", "1: The file ends too early"),
                        Map.entry("[01]", "1: A “,”"),
                        Map.entry("[\"a\nb\"]", "1: This text does not end in its line"),
                        Map.entry("[9007199254740993]", "1: A number that large"),
                        Map.entry("[\"\\ud800\"]", "1: An escape stands for half a character")),
                "yaml",
                Map.ofEntries(
                        Map.entry("a: &x {b: 1}\nc:\n  <<: *x\n  d: !secret e\n---\na: 2\n", ""),
                        Map.entry("a: 1\nb: *x\n", "2: Unidentified alias"),
                        Map.entry("a: 1\nb: 2\na: 3\n", "3: This key is there twice"),
                        Map.entry("a:\n\tb: 1\n", "2: Tab characters"),
                        Map.entry("a: [1, 2\n", "2: Unexpected end"),
                        Map.entry("a: 1\n---\na: \"b\n", "4: Unexpected end")),
                "xml",
                Map.ofEntries(
                        Map.entry("\n<?xml version=\"1.0\"?>\n<a/>", "2: Nothing stands before an XML declaration"),
                        Map.entry("<a>\n&nbsp;</a>", "2: This entity is not declared"),
                        Map.entry("<a>\n<!-- a -- b --></a>", "2: A comment has no “--”"),
                        Map.entry("<a/>\n\nand more", "3: Text is outside"),
                        Map.entry("<a>\n<b c=\"1 < 2\"/></a>", "2: A “<” in an attribute"),
                        Map.entry("<a>\n<b>\n</a>", "3: This end tag closes another element"),
                        Map.entry("<a b='1' b='2'/>", "1: Duplicate attribute"),
                        Map.entry(DOCTYPE + "<a b=\"&e;\">&e;&f;<c/></a>", ""),
                        Map.entry(DOCTYPE + "<a>&g;</a>", "9: This entity is not declared"),
                        Map.entry(DOCTYPE + "<a b=\"&f;\"/>", "9: The entity &f; has a “<” in it"),
                        Map.entry("<!DOCTYPE a [<!ENTITY e '&e;'>]>\n<a>&e;</a>", "2: The entity &e; can’t be used"),
                        Map.entry("<!DOCTYPE a [\n<!ELEMENT a (b|c,d)>\n]><a/>", "2: The parts of a group")));
        expected.forEach((language, outcomes) -> {
            List<String> texts = List.copyOf(outcomes.keySet());
            List<String> told = check(anna, language, texts);
            for (int i = 0; i < texts.size(); i++) {
                String right = outcomes.get(texts.get(i));
                assertThat(told.get(i)).as(texts.get(i)).startsWith(right);
                assertThat(told.get(i).isEmpty()).as(told.get(i)).isEqualTo(right.isEmpty());
            }
        });
    }

    /** The JDK's parser is another one, and not ours. */
    @Test
    void xmlIsWhatAnotherParserTakesForXml(Operator anna) throws Exception {
        anna.enter();
        List<String> texts = new ArrayList<>(XML);
        Random random = new Random(11);
        for (int i = 0; i < 1500; i++) {
            StringBuilder text = new StringBuilder(XML.get(random.nextInt(XML.size())));
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(text.length());
                text.replace(
                        at, Math.min(text.length(), at + random.nextInt(3)), PIECES.get(random.nextInt(PIECES.size())));
            }
            texts.add(text.toString());
        }
        List<String> told = check(anna, "xml", texts);
        List<String> different = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String other = parsed(texts.get(i));
            boolean unbound = told.get(i).contains("Unbound namespace prefix");
            if (!unbound && told.get(i).isEmpty() != other.isEmpty()) {
                different.add(texts.get(i) + "\n-- ours: " + told.get(i) + "\n-- the JDK's: " + other);
            }
        }
        assertThat(different).isEmpty();
    }

    private static String parsed(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
        builder.setErrorHandler(new DefaultHandler());
        try {
            builder.parse(new InputSource(new StringReader(text)));
            return "";
        } catch (SAXException | IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void jsonIsWhatTheBrowserTakesForJson(Operator anna) {
        anna.enter();
        assertThat((List<?>) anna.page().evaluate("""
                async () => {
                  const { check } = await import(document.querySelector('meta[name=checker]').content);
                  const whole = ['{"a": [1, -0.5e+3, "x\\\\n\\\\u00e4"], "b": {"c": null, "d": [], "e": {}}}', '[true, false, [[]], ""]'];
                  const pieces = ['{', '}', '[', ']', ',', ':', '"', '\\\\', 'u', '0', '1', '-', '.', 'e', ' ', '\\n', '\\t', 'null', '\\u00a0', '\\ufeff', '"k":', ''];
                  let seed = 7;
                  const random = bound => (seed = (seed * 48271) % 2147483647) % bound;
                  const different = [];
                  for (let i = 0; i < 20000; i++) {
                    let text = whole[random(2)];
                    for (let change = random(3); change >= 0; change--) {
                      const at = random(text.length + 1);
                      text = text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at + random(3));
                    }
                    let right = true;
                    try {
                      JSON.parse(text);
                    } catch {
                      right = false;
                    }
                    const told = check('json', { text, form: {} }).filter(each => each.severity === 'error' && !/is there twice/.test(each.message));
                    if (right !== (told.length === 0)) {
                      different.push([text, ...told.map(each => each.message)]);
                    }
                  }
                  return different;
                }""")).isEmpty();
    }

    @Test
    void aFileWithTwentyThousandKeysIsTypedInWithoutWaiting(Operator anna) {
        anna.enter();
        String keys = IntStream.range(0, KEYS)
                .mapToObj("key_%05d: \"value of the key\"\n"::formatted)
                .collect(Collectors.joining());
        String repoId = anna.projectWith("checks-keys", "a.yaml", keys);
        anna.openFile(repoId, "a.yaml");
        anna.page().evaluate("""
                () => {
                  window.tasks = [];
                  new PerformanceObserver(list => list.getEntries().forEach(({ duration }) => window.tasks.push(duration)))
                    .observe({ type: 'longtask' });
                }""");
        anna.append("key_00007: again");
        assertThat(anna.page().locator(".cm-lint-marker-error")).hasCount(1);
        anna.appendToLine(1, " # said");
        anna.page().keyboard().press("Enter");
        anna.page().keyboard().type("first: 1");
        assertThat(changes(anna)).containsText("line %d: This key is there twice".formatted(KEYS + 2));
        List<?> tasks = (List<?>) anna.page().evaluate("() => window.tasks");
        System.out.println("console, a file of 20,000 keys: tasks of the page's thread over 50 ms: " + tasks);
        assertThat(tasks).allMatch(task -> ((Number) task).doubleValue() < LONGEST_TASK_MILLIS * LENIENCE);
    }

    @Test
    void aCheckerThatComesByASlowLineHasTheTimeItTakes(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith("checks-slow", "a.json", "{}\n");
        String checker = (String)
                anna.page().evaluate("() => document.querySelector('meta[name=checker]').getAttribute('content')");
        List<Route> held = new ArrayList<>();
        anna.page().route(url -> url.endsWith(checker), held::add);
        anna.page().clock().install();
        anna.openFile(repoId, "a.json");
        anna.append("{");
        anna.page().waitForCondition(() -> !held.isEmpty());
        anna.page().clock().fastForward("00:10");
        held.forEach(Route::resume);
        assertThat(anna.page().locator(".cm-lint-marker-error")).hasCount(1);
        assertThat(anna.page().getByText("Not checked")).hasCount(0);
    }

    @Test
    void aMegabyteIsCheckedSoon(Operator anna) {
        anna.enter();
        Map<String, String> texts = Map.of(
                "json",
                        "["
                                + "{\"name\": \"abc\", \"list\": [{\"a\": 1, \"b\": [1, 2, 3]}, {\"c\": \"x\"}]},\n"
                                        .repeat(15_000)
                                + "1]",
                "xml",
                        "<a>" + "<row id=\"1\"><name>abc &amp; def</name><value>1.25</value></row>\n".repeat(15_000)
                                + "</a>",
                "yaml",
                        IntStream.range(0, 14_000)
                                .mapToObj(
                                        "section%d:\n  name: abc\n  list:\n    - a: 1\n      b: [1, 2, 3]\n    - c: \"x\"\n"
                                                ::formatted)
                                .collect(Collectors.joining()));
        texts.forEach((language, text) -> {
            assertThat(text.length()).isBetween(900_000, 1_200_000);
            List<?> times = (List<?>) anna.page().evaluate("""
                    async ([language, text]) => {
                      const { check } = await import(document.querySelector('meta[name=checker]').content);
                      const times = [];
                      for (let i = 0; i < 3; i++) {
                        const start = performance.now();
                        check(language, { text, form: {} });
                        times.push(Math.round(performance.now() - start));
                      }
                      return times;
                    }""", List.of(language, text));
            System.out.printf(
                    "console, %,d characters of %s: checked in %s ms, aim 300%n", text.length(), language, times);
            double fastest = times.stream()
                    .mapToDouble(time -> ((Number) time).doubleValue())
                    .min()
                    .orElseThrow();
            assertThat(fastest).as(language).isLessThan(300.0 * LENIENCE);
        });
    }
}
