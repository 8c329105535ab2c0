package io.erpconfig.cetec;

import io.erpconfig.cetec.customer.Customer;
import io.erpconfig.cetec.customer.CustomerReport;
import io.erpconfig.http.Answer;
import io.erpconfig.http.Body;
import io.erpconfig.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Customers as they are answered (contract, section 10). The list of them is made once for all who get it.
 *
 * @param customers the array, in UTF-8
 * @param summary   of them
 * @param checks    whether their databases could be looked at
 * @param at        when they were asked for
 */
record CustomersJson(byte[] customers, CustomerReport.Summary summary, CustomerReport.Checks checks, Instant at) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final byte[] BEGIN = bytes("{\"customers\":");
    private static final byte[] MIDDLE = bytes(",\"metadata\":");
    private static final byte[] END = bytes("}");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static CustomersJson of(CustomerReport report, Instant at) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Customer customer : report.customers()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>(customer.columns());
            row.put("database_exists", customer.database().word());
            row.put("lastPulled", customer.lastPulled().map(Json::time).orElse(null));
            rows.add(row);
        }
        return new CustomersJson(JSON.writeValueAsBytes(rows), report.summary(), report.checks(), at);
    }

    /** The answer at a time. */
    Answer answer(Instant now) {
        byte[] metadata = metadata(now);
        long length = (long) BEGIN.length + customers.length + MIDDLE.length + metadata.length + END.length;
        return Answer.of(Json.MEDIA_TYPE, new Body.Written(OptionalLong.of(length), out -> write(out, metadata)));
    }

    private void write(OutputStream out, byte[] metadata) throws IOException {
        out.write(BEGIN);
        out.write(customers);
        out.write(MIDDLE);
        out.write(metadata);
        out.write(END);
    }

    private byte[] metadata(Instant now) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberProperty("total_customers", summary.customers());
            json.writeStringProperty("mysql_status", checks.word());
            json.writeBooleanProperty("mysql_enabled", checks != CustomerReport.Checks.DISABLED);
            json.writeStringProperty("timestamp", Json.time(now));
            json.writeNumberProperty(
                    "cached_age_s", Math.max(0, Duration.between(at, now).toSeconds()));
            json.writeObjectPropertyStart("summary");
            json.writeNumberProperty("total_customers", summary.customers());
            json.writeNumberProperty("existing_databases", summary.existingDatabases());
            json.writeNumberProperty("resident_hosting", summary.residentHosting());
            json.writeNumberProperty("itar_hosting", summary.itarHosting());
            json.writeNumberProperty("invalid_domains", summary.invalidDomains());
            json.writeNumberProperty("no_database", summary.noDatabase());
            json.writeEndObject();
            json.writeEndObject();
        });
    }
}
