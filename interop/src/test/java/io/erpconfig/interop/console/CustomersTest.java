package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import io.erpconfig.interop.ErpConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The customers of an ERP: that of the examples, as people start it. */
@ConsoleTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CustomersTest {

    private static final String TOKEN = "try-it-out";

    /** Who has signed in at the server of this test. */
    private static final Map<String, List<Cookie>> SESSIONS = new HashMap<>();

    @TempDir
    private static Path folder;

    private static Erp erp;
    private static ErpConfig.Server server;
    private static int metricsPort;

    /** The stand-in for an ERP of the examples. */
    private record Erp(Process process, String url) implements AutoCloseable {

        static Erp start(int customers) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "../docs/examples/cetec-upstream/CetecUpstream.java",
                            "0",
                            "" + customers)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            return new Erp(process, "http://127.0.0.1:" + out.readLine());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        erp = Erp.start(5000);
        ErpConfig program = new ErpConfig(folder.resolve("data"));
        program.addUser("anna", ServedConsole.passwordOf("anna"));
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            metricsPort = free.getLocalPort();
        }
        server = program.serve(
                "--cetec-url",
                erp.url(),
                "--cetec-token-file",
                token.toString(),
                "--cetec-exclude",
                "3",
                "--cetec-cache-age",
                "0",
                "--access-log",
                folder.resolve("access.log").toString(),
                "--metrics-port",
                "" + metricsPort);
    }

    @AfterAll
    static void stop() {
        erp.close();
        if (server != null) {
            server.close();
        }
    }

    private static Operator signedIn(Operator other) {
        return new Operator("anna", server.address(), other.context().browser().newContext(), SESSIONS).enter();
    }

    private static Locator rows(Operator operator) {
        return operator.page().locator(".customer");
    }

    @Test
    void customersAreFoundSortedAndTakenAlong(Operator cleo) throws Exception {
        Operator anna = signedIn(cleo);
        anna.openTab("Customers");
        anna.sees("4,999 customers");
        anna.sees("Databases are not checked");
        Axe.findsNothing(anna.page(), "customers");
        assertThat(rows(anna).first()).containsText("Customer 1");
        assertThat(rows(anna).first()).containsText("Not checked");

        anna.page().getByLabel("State").selectOption("ITAR hosting");
        anna.sees("500 of 4,999 customers");
        assertThat(rows(anna).first()).containsText("customer-7");
        anna.page().getByLabel("State").selectOption("Any state");
        anna.page().getByLabel("Search customers").fill("customer-12");
        anna.sees("111 of 4,999 customers");
        anna.button("Users").click();
        anna.button("Users , ascending").click();
        assertThat(rows(anna).first()).containsText("Customer 1257");
        assertThat(anna.page()).hasURL(Pattern.compile("q=customer-12.*order=users.*down=1"));
        Axe.findsNothing(anna.page(), "some customers");

        Download download = anna.page().waitForDownload(anna.button("CSV")::click);
        List<String> lines = Files.readAllLines(download.path());
        assertThat(lines).hasSize(112);
        assertThat(lines.get(0))
                .isEqualTo("\uFEFFid,name,domain,database_exists,lastPulled,priority_support,resident_hosting,"
                        + "test_environment,itar_hosting_bc,num_prod_users,num_full_users");
        assertThat(lines.get(1)).startsWith("1257,Customer 1257,customer-1257,itar_hosting,,Enterprise,");

        anna.page().reload();
        anna.sees("111 of 4,999 customers");
        assertThat(rows(anna).first()).containsText("Customer 1257");
        anna.page().getByLabel("Search customers").fill("nobody is called so");
        anna.sees("No customer matches");
        anna.end(false, "");
    }

    @Test
    void aPasswordIsShownOnceItIsAskedForAndNoted(Operator cleo) throws Exception {
        Operator anna = signedIn(cleo);
        anna.open("/console/customers?q=customer-12");
        anna.button("Show the password of Customer 12").first().focus();
        anna.page().keyboard().press("Enter");
        assertThat(anna.heading("Show the password?")).isVisible();
        Axe.findsNothing(anna.page(), "before a password");
        anna.button("Show it").click();
        anna.sees("secret of 12");
        Axe.findsNothing(anna.page(), "a password");
        anna.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Close").setExact(true))
                .last()
                .click();
        assertThat(anna.page().getByText("secret of 12")).hasCount(0);
        assertThat(anna.page().content()).doesNotContain("secret of", TOKEN);
        assertThat(anna.page()
                        .evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
                        .toString())
                .doesNotContain("secret of", TOKEN);

        anna.button("Test connection").click();
        assertThat(anna.heading("No database server is set")).isVisible();
        Axe.findsNothing(anna.page(), "the connection test");
        anna.open("/console/audit");
        anna.sees("was shown the password of the customer");
        assertThat(anna.page().content()).doesNotContain("secret of", TOKEN);
        String metrics = anna.context()
                .request()
                .get("http://127.0.0.1:" + metricsPort + "/metrics")
                .text();
        assertThat(metrics).contains("api=\"connector\"").doesNotContain("secret of", TOKEN);
        assertThat(Files.readString(folder.resolve("access.log")))
                .contains("/connectors/cetec/customer")
                .doesNotContain("secret of", TOKEN);
        anna.end(false, "");
    }

    @Test
    void thousandsOfCustomersAreShownQuicklyOnAnyScreen(Operator cleo) throws Exception {
        Operator anna = signedIn(cleo);
        for (int width : List.of(360, 1280, 2560)) {
            anna.page().setViewportSize(width, 800);
            anna.open("/console/customers");
            anna.sees("4,999 customers");
            assertThat((int) anna.page().evaluate("document.documentElement.scrollWidth - innerWidth"))
                    .as("overflow at " + width)
                    .isNotPositive();
            assertThat(rows(anna).count()).as("rows that are there").isLessThan(80);
            Axe.findsNothing(anna.page(), "customers at " + width);
        }
        anna.button("Show the password of Customer 1").first().focus();
        anna.page().keyboard().press("End");
        assertThat(anna.button("Show the password of Customer 5000")).isFocused();
        anna.end(false, "");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void anErpThatDoesNotAnswerIsSaid(Operator cleo) throws Exception {
        erp.process().destroyForcibly().waitFor();
        Operator anna = signedIn(cleo);
        anna.open("/console/customers");
        anna.sees("The ERP did not answer as it should");
        Axe.findsNothing(anna.page(), "no answer of the ERP");
        assertThat(anna.forgiven()).allMatch(said -> said.contains("502"));
        anna.end(false, "");
    }

    @Test
    void withoutAnErpThePageSaysWhatToSet(Operator anna) {
        anna.enter();
        assertThat(anna.link("Customers")).hasCount(0);
        anna.open("/console/customers");
        anna.sees("Set --cetec-url");
        Axe.findsNothing(anna.page(), "no ERP");
        assertThat(anna.forgiven()).allMatch(said -> said.contains("404"));
    }
}
