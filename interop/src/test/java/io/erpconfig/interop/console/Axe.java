package io.erpconfig.interop.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** axe-core, which finds what keeps people with disabilities from using a page. */
final class Axe {

    private static final String SOURCE = source();

    private static final String RUN = """
            async ([theme, options]) => {
              document.documentElement.dataset.theme = theme;
              const frame = () => new Promise(requestAnimationFrame);
              await frame();
              // What fades has other colours meanwhile.
              await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
              await frame();
              const { violations } = await axe.run(document, { resultTypes: ['violations'], ...options });
              return violations.flatMap(
                rule => rule.nodes.map(node => `${rule.id}: ${node.target.flat().join(' ')}: ${node.failureSummary}`));
            }""";

    private Axe() {}

    private static String source() {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks at what is shown: at all of it in light colours, and at the colours again when they are dark. */
    static void findsNothing(Page page, String what) {
        if (!(boolean) page.evaluate("() => 'axe' in window")) {
            page.evaluate(SOURCE + "; undefined");
        }
        assertThat(violations(page, "light", Map.of())).as(what + ", light").isEmpty();
        assertThat(violations(page, "dark", Map.of("runOnly", List.of("color-contrast", "link-in-text-block"))))
                .as(what + ", dark")
                .isEmpty();
    }

    private static List<?> violations(Page page, String theme, Map<String, ?> options) {
        return (List<?>) page.evaluate(RUN, List.of(theme, options));
    }
}
