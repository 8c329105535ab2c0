package io.erpconfig.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerTuningTest {

    private final Javalin server = Javalin.create(config -> {
                ServerTuning.apply(config, "127.0.0.1", 0, Duration.ZERO);
                config.routes.get("/fine", context -> context.result("fine"));
                config.routes.get("/bug", context -> {
                    throw new IllegalStateException("a secret of the server");
                });
                config.routes.get("/broken", context -> {
                    throw new StackOverflowError("a secret of the server");
                });
                config.routes.get("/taken", context -> {
                    throw new ConfigStoreException(ErrorCode.ALREADY_EXISTS, "it is there already");
                });
            })
            .start();

    @AfterEach
    void stop() {
        server.stop();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whatAHandlerAnswersIsLeftAlone() throws Exception {
        assertThat(get("/fine").body()).isEqualTo("fine");
    }

    @Test
    void anErrorOfTheServerSaysNothingOfItself() throws Exception {
        for (String path : new String[] {"/bug", "/broken"}) {
            HttpResponse<String> answer = get(path);

            assertThat(answer.statusCode()).as(path + answer.headers().map()).isEqualTo(500);
            assertThat(answer.body())
                    .as(path + answer.headers().map())
                    .isEqualTo("{\"message\":\"500 Internal Server Error\",\"code\":\"INTERNAL\"}");
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        }
    }

    @Test
    void anErrorOfTheCallersSaysWhatIsWrong() throws Exception {
        HttpResponse<String> answer = get("/taken");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"message\":\"it is there already\",\"code\":\"ALREADY_EXISTS\"}");
    }

    @Test
    void anUnknownPathIsNotFoundInJson() throws Exception {
        assertThat(get("/nope").body()).isEqualTo("{\"message\":\"404 Not Found\",\"code\":\"NOT_FOUND\"}");
    }
}
