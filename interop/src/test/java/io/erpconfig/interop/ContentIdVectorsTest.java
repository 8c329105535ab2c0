package io.erpconfig.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worked cases of the content id, from a folder on the disk to the {@code short_id} that an ERP reads. */
final class ContentIdVectorsTest {

    private record Case(String project, JsonNode expected) {}

    @TempDir
    private Path work;

    @Test
    void everyWorkedCaseHasItsShortIdThroughImportAndHttp() throws Exception {
        ErpConfig program = new ErpConfig(work.resolve("data"));
        List<Case> cases = new ArrayList<>();
        for (JsonNode expected : vectors()) {
            Case vector = new Case("vectors/case-" + cases.size() + ".erp-config", expected);
            Path folder = Folder.write(work.resolve("case-" + cases.size()), files(expected));
            program.importFolder(folder, vector.project(), "--allow-empty");
            cases.add(vector);
        }
        String token = program.issueToken("vectors", "reader");

        assertThat(cases).isNotEmpty();
        try (ErpConfig.Server server = program.serve()) {
            for (Case vector : cases) {
                ReadApi api = new ReadApi(server.address(), token, vector.project());
                assertThat(api.shortId("master"))
                        .as(vector.expected().get("name").asString())
                        .isEqualTo(vector.expected().get("short_id").asString());
            }
        }
    }

    private static JsonNode vectors() throws Exception {
        try (InputStream vectors = ContentIdVectorsTest.class.getResourceAsStream("/short-id.json")) {
            return JsonMapper.shared().readTree(vectors);
        }
    }

    private static Map<String, byte[]> files(JsonNode expected) {
        Map<String, byte[]> files = new TreeMap<>();
        for (JsonNode file : expected.get("files")) {
            files.put(
                    file.get("path").asString(),
                    Base64.getDecoder().decode(file.get("content_base64").asString()));
        }
        return files;
    }
}
