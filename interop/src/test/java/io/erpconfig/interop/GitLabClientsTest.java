package io.erpconfig.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.interop.ServedSample.BaseUrl;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** GitLab clients as they come, each told a base URL and a token and nothing else. */
@ExtendWith(ServedSample.Extension.class)
final class GitLabClientsTest {

    static Stream<Arguments> clients() {
        return Arrays.stream(GitLabClient.values())
                .flatMap(client -> Arrays.stream(BaseUrl.values()).map(base -> Arguments.of(client, base)));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("clients")
    @DisplayName("an unmodified client reads all there is to read")
    void anUnmodifiedClientReadsAllThereIsToRead(GitLabClient client, BaseUrl base, ServedSample sample)
            throws Exception {
        Toolchain.require(client.installed(), client.needs());

        Command.Ended ended = client.program().with(sample.variables(base)).run();

        assertThat(ended.lines())
                .as("standard error: %s", ended.errors())
                .containsExactlyElementsOf(
                        client.checks().stream().map(check -> "ok " + check).toList());
        assertThat(ended.exitCode()).isZero();
    }
}
