package io.erpconfig.store.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MongoAddressTest {

    private static final String SECRET = "mongodb://anna:secret@host/";

    @Test
    void namesADatabaseAndNeverShowsAPassword() {
        assertThat(new MongoAddress("mongodb://anna:secret@a:1,b:2/erp?replicaSet=rs0"))
                .hasToString("mongodb://a:1,b:2/erp");
        for (String wrong : new String[] {"mongodb://host", "mongodb://host/", "http://anna:secret@host/x", ""}) {
            assertThatThrownBy(() -> new MongoAddress(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @CsvSource({"admin, server's own", "config, server's own", "LOCAL, server's own", "erp.config, dot"})
    void refusesTheServersOwnDatabasesAndNamesThatMeanACollection(String database, String why) {
        assertThatThrownBy(() -> new MongoAddress(SECRET + database))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tlsCAFile=ca.pem",
                "tlsCertificateKeyFile=a.pem",
                "sslCAFile=ca.pem",
                "tlsDisableOCSPEndpointCheck=true"
            })
    void refusesOptionsOnTlsThatWouldDoNothing(String option) {
        assertThatThrownBy(() -> new MongoAddress(SECRET + "erp?w=1&" + option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option.substring(0, option.indexOf('=')))
                .hasMessageContaining("javax.net.ssl.trustStore")
                .hasMessageNotContaining("secret");
    }

    @Test
    void takesTheOptionsOnTlsThatThereAre() {
        assertThat(new MongoAddress("mongodb://host/erp?tls=true&tlsInsecure=true")
                        .connection()
                        .getSslEnabled())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w=1|w, journal or wtimeoutMS",
                "journal=false|w, journal or wtimeoutMS",
                "readPreference=secondaryPreferred|readPreference",
                "readConcernLevel=local|readConcernLevel",
                "retryWrites=false|retryWrites",
                "retryReads=false|retryReads"
            })
    void tellsWhichOptionsAreNotFollowed(String option, String told) {
        assertThat(new MongoAddress("mongodb://host/erp?" + option).overridden())
                .containsExactly(told);
    }

    @Test
    void followsOptionsThatAskForWhatIsDoneAnyway() {
        assertThat(new MongoAddress(
                                "mongodb://host/erp?retryWrites=true&readPreference=primary&readConcernLevel=majority")
                        .overridden())
                .isEmpty();
    }
}
