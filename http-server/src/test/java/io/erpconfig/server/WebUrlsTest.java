package io.erpconfig.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.Release;
import io.erpconfig.http.read.ReadApi;
import io.erpconfig.server.observe.Observation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages that a client's user reaches by the addresses in answers. */
@Timeout(60)
class WebUrlsTest {

    private static final OwnerId ANNA = new OwnerId("anna");
    private static final ProjectKey SHOP = new ProjectKey(ANNA, new RepoId("shop.erp-config"));

    private final ConfigStore store = InMemoryStore.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String token = new Tokens(store.tokens(), Clock.systemUTC(), new SecureRandom())
            .issue(ANNA, "erp", Set.of(), Optional.empty(), false)
            .value()
            .reveal();

    private ConfigServer start(BaseUrl baseUrl) {
        new ProjectEditor(store, Clock.systemUTC(), new SecureRandom()).createProject(SHOP, Author.of(ANNA));
        ServerSettings usual = ServerSettings.onThisMachine();
        return ConfigServer.start(
                new Backend(store, false, name -> {}, Clock.systemUTC(), new SecureRandom(), Runnable::run),
                new ServerSettings(
                        usual.host(),
                        usual.port(),
                        baseUrl,
                        usual.proxies(),
                        usual.maxFileSize(),
                        usual.connections(),
                        usual.maxWatchers(),
                        usual.sessions(),
                        usual.platform(),
                        usual.cetec()),
                Observation.NONE,
                Release.NONE);
    }

    private HttpResponse<String> get(String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Each web_url in the project's and its branch's answers. */
    private List<String> urls(String api) throws IOException, InterruptedException {
        String project = api + "/projects/" + SHOP.repoId();
        String all = get(project, "PRIVATE-TOKEN", token).body()
                + get(project + "/repository/branches", "PRIVATE-TOKEN", token).body();
        JsonNode answers = new JsonMapper().readTree("[" + all.replace("}[", "},[") + "]");
        return answers.findValuesAsString("web_url");
    }

    @Test
    void isAPageOfTheConsole() throws Exception {
        try (ConfigServer server = start(BaseUrl.ofRequest(List.of()))) {
            for (String prefix : ReadApi.PREFIXES) {
                List<String> urls = urls(server.url() + prefix);
                assertThat(urls).hasSizeGreaterThan(4);
                for (String url : urls) {
                    HttpResponse<String> leads = get(url);
                    assertThat(leads.statusCode()).as(url).isEqualTo(302);
                    String page = leads.headers().firstValue("Location").orElseThrow();
                    HttpResponse<String> console = get(server.url() + page);
                    assertThat(console.statusCode()).as(page).isEqualTo(200);
                    assertThat(console.body()).as(page).contains("<html");
                }
            }
        }
    }

    @Test
    void isUnderTheConfiguredUrl() throws Exception {
        try (ConfigServer server = start(BaseUrl.configured("https://config.example.com"))) {
            for (String url : urls(server.url() + "/api/v4")) {
                assertThat(url).startsWith("https://config.example.com/");
                HttpResponse<String> leads = get(server.url() + URI.create(url).getRawPath());
                assertThat(leads.statusCode()).as(url).isEqualTo(302);
                assertThat(leads.headers().firstValue("Location").orElseThrow()).startsWith("/console/projects");
            }
        }
    }
}
