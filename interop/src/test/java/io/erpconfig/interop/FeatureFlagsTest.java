package io.erpconfig.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.interop.ServedSample.BaseUrl;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** go-feature-flag, whose whole business is to read configuration from GitLab and to follow its changes. */
@Timeout(180)
final class FeatureFlagsTest {

    private static final String PROJECT = "interop/flags.erp-config";
    private static final Path PROGRAM = Toolchain.INSTALLED.resolve("flags/flags");

    @TempDir
    private Path work;

    @BeforeEach
    void needTheClient() throws Exception {
        Path source =
                Path.of(FeatureFlagsTest.class.getResource("/clients/flags").toURI());
        // Built anew, so that it is this program that runs; from modules that are there, without the network.
        Command build = Command.of("go", "build", "-o", PROGRAM.toString(), ".")
                .in(source)
                .with(Map.of("GOPROXY", "off", "GOFLAGS", "-mod=readonly", "GOTOOLCHAIN", "local"));
        Toolchain.require(build.works(), "Go with go-feature-flag");
    }

    private Path flags(String rate) throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        String text = "laser-rate:\n  variations:\n    now: " + rate + "\n  defaultRule:\n    variation: now\n";
        files.put("flags/rates.yaml", text.getBytes(StandardCharsets.UTF_8));
        return Folder.write(work.resolve("rate" + rate), new TreeMap<>(files));
    }

    @Test
    void aValueIsReadAndFollowedWhenItChanges() throws Exception {
        ErpConfig program = new ErpConfig(work.resolve("data"));
        program.importFolder(flags("1.25"), PROJECT);
        String token = program.issueToken("interop", "flags", "flags.erp-config");
        try (ErpConfig.Server server = program.serve()) {
            Map<String, String> told = Map.of(
                    "ERP_CONFIG_URL",
                    server.address() + BaseUrl.READ_API.path(),
                    "ERP_CONFIG_TOKEN",
                    token,
                    "ERP_CONFIG_PROJECT",
                    PROJECT,
                    "ERP_CONFIG_BRANCH",
                    "master");
            Process reader = Command.of(PROGRAM.toString(), "2")
                    .with(told)
                    .builder()
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader values = reader.inputReader(StandardCharsets.UTF_8)) {
                assertThat(values.readLine()).isEqualTo("1.25");

                program.importFolder(flags("1.4"), PROJECT);

                assertThat(values.readLine()).isEqualTo("1.4");
                assertThat(reader.waitFor()).isZero();
            } finally {
                reader.destroyForcibly();
            }
        }
    }
}
