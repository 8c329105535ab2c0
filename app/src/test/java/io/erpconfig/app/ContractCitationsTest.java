package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comments that cite the contract lead to a section of {@code docs/contract.md}. */
class ContractCitationsTest {

    private static final Path ROOT = Path.of("..");

    /** A citation, which may go on in the next line of a comment. */
    private static final Pattern CITATION =
            Pattern.compile("contract,[\\s*/]+section[\\s*/]+(\\d+)(?:, \"([^\"]+)\")?");

    private static final Pattern HEADING = Pattern.compile("(?m)^##+ (?:(\\d+)\\. )?(.+)$");

    @Test
    void everyCitedSectionExists() throws IOException {
        String contract = Files.readString(ROOT.resolve("docs/contract.md"));
        Set<String> headings = HEADING.matcher(contract)
                .results()
                .flatMap(heading -> Stream.of(heading.group(1), heading.group(2)))
                .filter(text -> text != null)
                .collect(Collectors.toSet());
        List<MatchResult> citations =
                sources().flatMap(ContractCitationsTest::citations).toList();
        Set<String> missing = new TreeSet<>();
        for (MatchResult citation : citations) {
            Stream.of(citation.group(1), citation.group(2))
                    .filter(cited -> cited != null && !headings.contains(cited))
                    .forEach(missing::add);
        }
        assertThat(citations).isNotEmpty();
        assertThat(missing).isEmpty();
    }

    private static Stream<MatchResult> citations(Path source) {
        try {
            return CITATION.matcher(Files.readString(source)).results();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> sources() throws IOException {
        List<Path> found;
        try (Stream<Path> modules = Files.list(ROOT)) {
            found = modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList();
        }
        return found.stream().flatMap(ContractCitationsTest::javaFiles);
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
