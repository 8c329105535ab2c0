package io.erpconfig.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private static final String TOKEN = "0123456789abcdef".repeat(4);

    @Test
    void whatMayBeATokenIsMaskedWhereverItIs() {
        assertThat(Secrets.mask(TOKEN)).isEqualTo("***");
        assertThat(Secrets.mask("/a/" + TOKEN + "/b")).isEqualTo("/a/***/b");
        assertThat(Secrets.mask("/a/" + TOKEN.toUpperCase(Locale.ROOT) + TOKEN + ".x/" + TOKEN))
                .isEqualTo("/a/***.x/***");
    }

    @Test
    void percentEncodingHidesNothing() {
        assertThat(Secrets.mask("/a%2F" + TOKEN.replace("a", "%61").replace("4", "%34") + "%2fb"))
                .isEqualTo("/a%***%2fb");
        assertThat(Secrets.mask("/a%" + TOKEN)).isEqualTo("/a%***");
        assertThat(Secrets.mask("/x%3" + TOKEN.substring(1))).isEqualTo("/x***");
    }

    @Test
    void gitIdsAndEverythingElseStay() {
        String other = "/blobs/" + TOKEN.substring(0, 40) + "/raw%" + TOKEN.substring(0, 63) + "%3";

        assertThat(Secrets.mask(other)).isEqualTo(other);
        assertThat(Secrets.mask("/%E4%B8%AD%E6%96%87".repeat(20))).isEqualTo("/%E4%B8%AD%E6%96%87".repeat(20));
        assertThat(Secrets.mask("%")).isEqualTo("%");
    }

    @Test
    void aLineOfTheLogHasNoQuery() {
        assertThat(Secrets.maskWithQueries("GET /a?private_token=secret failed, GET /b?x"))
                .isEqualTo("GET /a?*** failed, GET /b?***");
    }
}
