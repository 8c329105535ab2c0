package io.erpconfig.interop.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A user at the console. What is done is done as a person does it, by what is seen and read out; what other programs do
 * with the same session meanwhile is done by the API. Whatever the browser's console says is a failure at the end.
 */
final class Operator {

    /** Time limit of every wait of an operator, also where other tests use the processors. */
    static final int PATIENCE_MILLIS = 30_000;

    private static final String API = "/site-builder/api";
    private static final Path PICTURES = Path.of("target", "console-failures");

    private final String name;
    private final URI server;
    private final BrowserContext context;
    private final Map<String, List<Cookie>> sessions;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    Operator(String name, URI server, BrowserContext context, Map<String, List<Cookie>> sessions) {
        this.name = name;
        this.server = server;
        this.context = context;
        this.sessions = sessions;
        context.setDefaultTimeout(PATIENCE_MILLIS);
        // What the policy forbids is a fault even where nothing else comes of it.
        context.addInitScript("addEventListener('securitypolicyviolation',"
                + " violation => console.error(violation.violatedDirective, violation.blockedURI))");
        this.page = context.newPage();
        page.onConsoleMessage(
                message -> complaints.add(message.type() + ": " + message.text() + " at " + message.location()));
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(server.toString()) && !request.url().startsWith("data:")) {
                complaints.add("a request to " + request.url());
            }
        });
    }

    String name() {
        return name;
    }

    URI server() {
        return server;
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** The messages in the browser's console so far, which are no failure any more. */
    List<String> forgiven() {
        List<String> said = List.copyOf(complaints);
        complaints.clear();
        return said;
    }

    /** Ends it. A picture of what was seen is kept of a test that has failed. */
    void end(boolean failed, String test) {
        if (failed) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(PICTURES.resolve(test.replaceAll("\\W+", "-") + "-" + name + ".png")));
        }
        context.close();
        if (!failed) {
            assertThat(complaints).as("what the browser's console said").isEmpty();
        }
    }

    // --- What is on the page ----------------------------------------------------------------------------------------

    Locator textBox(String label) {
        return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(label));
    }

    Locator button(String label) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label));
    }

    Locator link(String label) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(label));
    }

    Locator heading(String text) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text));
    }

    Locator editor() {
        return textBox("File content");
    }

    /** The picker of the branch that is shown. */
    Locator branchPicker() {
        return page.getByRole(
                AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Branch").setExact(true));
    }

    /** Waits until a text is there. */
    void sees(String text) {
        assertThat(page.getByText(text).locator("visible=true").first()).isVisible();
    }

    // --- What people do ---------------------------------------------------------------------------------------------

    Operator open(String address) {
        page.navigate(server + address);
        return this;
    }

    /** Follows a link that is on every page, and waits until the page that it leads to has taken the other one's place. */
    void openTab(String label) {
        link(label).click();
        assertThat(link(label)).hasAttribute("aria-current", "page");
    }

    Operator signIn() {
        open("/");
        textBox("Username").fill(name);
        enterPassword();
        assertThat(heading("Projects")).isVisible();
        return this;
    }

    /** Begins where one is signed in already: that is tried elsewhere, and takes its time by intent. */
    Operator enter() {
        List<Cookie> session = sessions.get(name);
        if (session == null) {
            signIn();
            sessions.put(name, context.cookies());
            return this;
        }
        context.addCookies(session);
        open("/console/projects");
        assertThat(heading("Projects")).isVisible();
        return this;
    }

    void enterPassword() {
        page.getByLabel("Password").fill(ServedConsole.passwordOf(name));
        button("Sign in").click();
    }

    /** Makes a project by the form for it; gives its repoId. */
    String createProject(String projectName) {
        button("New project").click();
        textBox("Name").fill(projectName);
        button("Create project").click();
        assertThat(heading(projectName)).isVisible();
        return projectName + ".erp-config";
    }

    void createFile(String path, String content) {
        button("New file").click();
        page.getByLabel("Path").fill(path);
        button("Create file").click();
        append(content);
    }

    Operator openProject(String repoId) {
        open("/console/projects/" + repoId);
        assertThat(link("Files")).isVisible();
        return this;
    }

    Operator openFile(String repoId, String path) {
        open("/console/projects/" + repoId + "/file?path=" + encoded(path));
        assertThat(editor()).isVisible();
        return this;
    }

    /** Types at the end of the file that is open. */
    void append(String text) {
        editor().click();
        page.keyboard().press("Control+End");
        page.keyboard().type(text);
    }

    /** Types at the end of a line, from 1. */
    void appendToLine(int line, String text) {
        editor().click();
        page.keyboard().press("Control+Home");
        for (int i = 1; i < line; i++) {
            page.keyboard().press("ArrowDown");
        }
        page.keyboard().press("End");
        page.keyboard().type(text);
    }

    /** Presses Save, and waits until it is saved. */
    void save(String message) {
        textBox("Commit message").fill(message);
        button("Save").click();
        seesSaved();
    }

    void seesSaved() {
        sees("Saved as");
        assertThat(page.getByText("unsaved change")).isHidden();
    }

    // --- What programs do meanwhile ---------------------------------------------------------------------------------

    /** Makes a project with a file in it. */
    String projectWith(String projectName, String path, String content) {
        APIResponse made = context.request()
                .post(
                        server + API + "/projects",
                        RequestOptions.create().setData(Map.of("name", projectName, "type", "erp-config")));
        assertThat(made.status()).isEqualTo(201);
        String repoId = projectName + ".erp-config";
        put(repoId, path, content);
        return repoId;
    }

    /** Makes a branch, a copy of master. */
    void branch(String repoId, String branch) {
        APIResponse made = context.request()
                .post(
                        server + API + "/projects/" + repoId + "/branches",
                        RequestOptions.create().setData(Map.of("name", branch, "from", "master")));
        assertThat(made.status()).as(branch).isEqualTo(201);
    }

    /** Saves many files as one snapshot. */
    void commit(String repoId, Map<String, String> contents) {
        List<Map<String, String>> actions = contents.entrySet().stream()
                .map(file -> Map.of("action", "create", "path", file.getKey(), "content", file.getValue()))
                .toList();
        APIResponse made = context.request()
                .post(
                        server + API + "/projects/" + repoId + "/branches/master/commits",
                        RequestOptions.create().setData(Map.of("message", "Many at once", "actions", actions)));
        assertThat(made.status()).as(made.statusText()).isIn(200, 201);
    }

    /** Issues a token; gives its value. */
    String issue(Map<String, Object> token) {
        APIResponse made = context.request()
                .post(server + API + "/tokens", RequestOptions.create().setData(token));
        assertThat(made.status()).isEqualTo(201);
        return Pattern.compile("[0-9a-f]{64}")
                .matcher(made.text())
                .results()
                .findFirst()
                .orElseThrow()
                .group();
    }

    /** Saves a file as another program of the same owner would. */
    void put(String repoId, String path, String content) {
        put(repoId, path, content.getBytes(StandardCharsets.UTF_8));
    }

    void put(String repoId, String path, byte[] content) {
        APIResponse saved = context.request()
                .put(
                        fileAddress(repoId, path),
                        RequestOptions.create()
                                .setHeader("Content-Type", "application/octet-stream")
                                .setData(content));
        assertThat(saved.status()).isIn(200, 201);
    }

    void delete(String repoId, String path) {
        assertThat(context.request().delete(fileAddress(repoId, path)).status()).isEqualTo(200);
    }

    byte[] bytes(String repoId, String path) {
        APIResponse response = context.request().get(fileAddress(repoId, path));
        assertThat(response.status()).isEqualTo(200);
        return response.body();
    }

    String content(String repoId, String path) {
        return new String(bytes(repoId, path), StandardCharsets.UTF_8);
    }

    boolean has(String repoId, String path) {
        return context.request().get(fileAddress(repoId, path)).status() == 200;
    }

    /** The API's address of a file. */
    String fileAddress(String repoId, String path) {
        return server + API + "/projects/" + repoId + "/branches/master/files/" + encoded(path);
    }

    /** A text as a part of an address. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
