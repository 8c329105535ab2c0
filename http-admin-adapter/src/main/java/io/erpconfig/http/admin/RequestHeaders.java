package io.erpconfig.http.admin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The headers of a request. None of a name is overlooked: what guards an edit or its content may be in the second one. */
final class RequestHeaders {

    private RequestHeaders() {}

    /** All values of a header, as one list (RFC 9110, section 5.3): empty only if the header is not there. */
    static Optional<String> find(HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }
}
