package io.erpconfig.http.read;

import static io.erpconfig.http.read.TestServer.P;
import static io.erpconfig.http.read.TestServer.SHOP;
import static io.erpconfig.http.read.TestServer.header;
import static io.erpconfig.http.read.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The behaviour that all lists of the read API have in common. */
class ListsTest {

    private static final List<String> LISTS = List.of(
            "projects",
            "users",
            "namespaces",
            "users/alice/projects",
            "projects/%s/users",
            "projects/%s/members",
            "projects/%s/repository/branches",
            "projects/%s/repository/tree",
            "projects/%s/repository/commits",
            "projects/%s/repository/contributors");

    private final TestServer server = TestServer.start();

    @BeforeEach
    void store() {
        server.save(server.project(), "a.json", "{}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void areWholeWithoutPageAndSaySoToGetAndHead() {
        for (String list : LISTS) {
            String target = P + "/" + list.formatted(SHOP);
            HttpResponse<byte[]> all = server.get(target);
            for (HttpResponse<byte[]> each : List.of(all, server.head(target))) {
                assertThat(header(each, "x-total"))
                        .as(list)
                        .isEqualTo(Integer.toString(json(all).size()));
                assertThat(header(each, "x-total-pages")).as(list).isEqualTo("1");
                assertThat(header(each, "x-page")).as(list).isEqualTo("1");
                assertThat(header(each, "x-per-page")).as(list).isEqualTo("20");
                assertThat(header(each, "x-next-page")).as(list).isEmpty();
                assertThat(header(each, "x-prev-page")).as(list).isEmpty();
                assertThat(header(each, "link"))
                        .as(list)
                        .isEqualTo("<%1$s>; rel=\"first\", <%1$s>; rel=\"last\"".formatted(server.origin() + target));
            }
        }
    }

    @Test
    void havePagesOfAHundredAtTheMostAndOfOneAtTheLeast() {
        for (String list : LISTS) {
            String target = P + "/" + list.formatted(SHOP);
            assertThat(header(server.get(target + "?per_page=101"), "x-per-page"))
                    .isEqualTo("100");
            assertThat(header(server.head(target + "?per_page=1"), "x-per-page"))
                    .isEqualTo("1");
            assertThat(server.get(target + "?per_page=0").statusCode()).isEqualTo(400);
            assertThat(server.get(target + "?page=0").statusCode()).isEqualTo(400);
        }
    }
}
