package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The layout of every page at the widths of a phone, a desk and a wall: rows are in line, and no name is lost. */
@ConsoleTest
class LayoutTest {

    private static final List<Integer> WIDTHS = List.of(360, 1280, 2560);

    /** A name of the greatest length. */
    private static final String LONG = "a-name-that-goes-on-and-on-".repeat(3) + "42";

    /** Children of a row whose middles differ, and texts that are cut and can't be read by pointing at them either. */
    private static final String FAULTS = """
            () => {
              const faults = [];
              const name = element => `${element.tagName}.${element.className} ${(element.textContent || '').slice(0, 40)}`;
              // What is seen of a part that holds one other is that one.
              const within = part => (part.children.length === 1 ? within(part.firstElementChild) : part);
              const seen = element => element.checkVisibility() && element.getBoundingClientRect().width > 1;
              for (const row of document.querySelectorAll('.top, .who, .bar, .tools, .buttons, .project-state, .live, .sides')) {
                const parts = [...row.children].filter(seen).map(part => [part, within(part).getBoundingClientRect()]);
                for (const [part, box] of parts) {
                  for (const [other, its] of parts) {
                    const beside = box.right <= its.left && box.top < its.bottom && its.top < box.bottom;
                    const middle = of => (of.top + of.bottom) / 2;
                    if (beside && Math.abs(middle(box) - middle(its)) > 1 && !part.matches('fieldset') && !other.matches('fieldset')) {
                      faults.push(`out of line by ${middle(box) - middle(its)}: ${name(part)} | ${name(other)}`);
                    }
                  }
                }
              }
              for (const element of document.querySelectorAll('main *, header *')) {
                const style = getComputedStyle(element);
                const cut = style.textOverflow === 'ellipsis' && element.tagName !== 'SELECT' && element.scrollWidth > element.clientWidth + 1;
                if (cut && seen(element) && !element.closest('[title]')) {
                  faults.push(`cut: ${name(element)}`);
                }
              }
              if (document.documentElement.scrollWidth > innerWidth) {
                faults.push(`wider than the page by ${document.documentElement.scrollWidth - innerWidth}`);
              }
              return faults;
            }""";

    @Test
    void everythingIsInLineAndCanBeRead(Operator anna) {
        anna.enter();
        String repoId = anna.projectWith(LONG, LONG + "/" + LONG + ".json", "{\n  \"rate\": 1\n}\n");
        anna.put(repoId, LONG + "/" + LONG + ".json", "{\n  \"rate\": 2\n}\n");
        anna.branch(repoId, "release/" + LONG);
        anna.issue(Map.of("name", LONG, "description", LONG, "repos", List.of(repoId), "fingerprint_required", true));
        String project = "/console/projects/" + repoId;
        String path = LONG + "/" + LONG + ".json";
        for (String address : List.of(
                "/console/projects",
                "/console/account",
                "/console/audit",
                project,
                project + "?ref=master@v0002",
                project + "/file?path=" + path,
                project + "/history",
                project + "/compare?from=master@v0002&to=master",
                project + "/branches",
                project + "/tokens",
                project + "/settings")) {
            anna.open(address);
            assertThat(anna.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                    .isVisible();
            for (int width : WIDTHS) {
                anna.page().setViewportSize(width, 900);
                // What a virtual list shows depends on how much there is to see, and it looks with the next frame.
                anna.page().evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
                assertThat((List<?>) anna.page().evaluate(FAULTS))
                        .as("%s at %d px", address, width)
                        .isEmpty();
            }
        }
    }
}
