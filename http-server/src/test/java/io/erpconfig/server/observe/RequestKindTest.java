package io.erpconfig.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestKindTest {

    @ParameterizedTest
    @CsvSource({
        "/site-builder/api/erp-config/projects, READ",
        "/site-builder/api/erp-config, READ",
        "/api/v4/version, READ",
        "/site-builder/api/erp-configs, ADMIN",
        "/site-builder/api/projects/p, ADMIN",
        "/user/login, ADMIN",
        "/site-builder/api/connectors/cetec/customer, CONNECTOR",
        "/api/cetec/customer, CONNECTOR",
        "/api/test-mysql, CONNECTOR",
        "/site-builder/api/connectorsx, ADMIN",
        "/api/v40, OTHER",
        "/users, OTHER",
        "/, OTHER",
        "*, OTHER"
    })
    void apisAreToldByTheBeginningOfThePath(String path, RequestKind.Api api) {
        assertThat(RequestKind.Api.of(path)).isEqualTo(api);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /site-builder/api/projects/p.erp-config/branches/master/files/a%2Fb.json",
        "PUT, /site-builder/api/projects/p.erp-config/branches/master/files/a/b.json",
        "DELETE, /site-builder/api/projects/p.erp-config/branches/master/files/a",
        "POST, /site-builder/api/projects/p.erp-config/branches/master/commits",
        "POST, /site-builder/api/projects/p.erp-config/branches/a%2Fb/rollback"
    })
    void whatChangesABranchIsASave(String method, String path) {
        assertThat(RequestKind.isSave(method, path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /site-builder/api/projects/p.erp-config/branches/master/files/a",
        "POST, /site-builder/api/projects/p.erp-config/branches/master/files/a",
        "DELETE, /site-builder/api/projects/p.erp-config/branches/master",
        "PUT, /site-builder/api/projects/p.erp-config/branches/master/files",
        "POST, /site-builder/api/projects/p.erp-config/branches",
        "POST, /site-builder/api/tokens",
        "PUT, /api/v4/projects/p.erp-config/branches/master/files/a",
        "POST, /user/login"
    })
    void nothingElseIs(String method, String path) {
        assertThat(RequestKind.isSave(method, path)).isFalse();
    }
}
