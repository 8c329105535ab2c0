package io.erpconfig.http.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A unified diff")
class UnifiedDiffTest {

    private static UnifiedDiff diff(String before, String after) {
        return UnifiedDiff.between("rates.csv", Optional.of(utf8(before)), Optional.of(utf8(after)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String lines(int from, int to) {
        return lines(from, to, i -> "line " + i);
    }

    private static String lines(int from, int to, IntFunction<String> line) {
        return IntStream.range(from, to).mapToObj(i -> line.apply(i) + '\n').collect(Collectors.joining());
    }

    @Nested
    @DisplayName("as text")
    class AsText {

        @Test
        void beginsAtTheFirstHunkAndEndsInALineFeed() {
            assertThat(diff("a\nb\nc\n", "a\nB\nc\nd\n").text()).isEqualTo("@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n");
        }

        @Test
        void isEmptyBetweenEqualFiles() {
            assertThat(diff("a\n", "a\n")).isEqualTo(new UnifiedDiff("", false, false, 0, 0));
            assertThat(UnifiedDiff.between("a", Optional.empty(), Optional.of(new byte[0]))
                            .text())
                    .isEmpty();
        }

        @Test
        void showsANewFileAsAddedLines() {
            UnifiedDiff added = UnifiedDiff.between("a", Optional.empty(), Optional.of(utf8("x\ny\n")));

            assertThat(added.text()).isEqualTo("@@ -0,0 +1,2 @@\n+x\n+y\n");
            assertThat(added.additions()).isEqualTo(2);
            assertThat(added.deletions()).isZero();
        }

        @Test
        void showsAFileThatIsGoneAsDeletedLines() {
            UnifiedDiff gone = UnifiedDiff.between("a", Optional.of(utf8("x\n")), Optional.empty());

            assertThat(gone.text()).isEqualTo("@@ -1 +0,0 @@\n-x\n");
            assertThat(gone.deletions()).isOne();
        }

        @Test
        void hasThreeLinesOfContextAndCountsFromTheFilesFirstLine() {
            String before = lines(1, 101);

            assertThat(diff(before, before.replace("line 50\n", "")).text())
                    .isEqualTo(
                            "@@ -47,7 +47,6 @@\n line 47\n line 48\n line 49\n-line 50\n line 51\n line 52\n line 53\n");
        }

        @Test
        void joinsEditsWithSixLinesBetweenThemIntoOneHunkAndNotWithSeven() {
            String before = lines(1, 41);

            assertThat(diff(before, before.replace("line 10\n", "x\n").replace("line 17\n", "y\n"))
                            .text())
                    .containsOnlyOnce("@@ -");
            assertThat(diff(before, before.replace("line 10\n", "x\n").replace("line 18\n", "y\n"))
                            .text()
                            .lines()
                            .filter(line -> line.startsWith("@@")))
                    .containsExactly("@@ -7,7 +7,7 @@", "@@ -15,7 +15,7 @@");
        }

        @Test
        void marksALastLineWithoutLineFeedOnEitherSideAndInContext() {
            assertThat(diff("a", "a\n").text()).isEqualTo("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
            assertThat(diff("a\n", "a").text()).isEqualTo("@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n");
            assertThat(diff("a\nz", "b\nz").text())
                    .isEqualTo("@@ -1,2 +1,2 @@\n-a\n+b\n z\n\\ No newline at end of file\n");
        }

        @Test
        void keepsCarriageReturnsAsTheyAreAndEndsLinesAtLineFeedsOnly() {
            assertThat(diff("a\r\nb\rc\u2028d\r\n", "a\nb\rc\u2028d\r\n").text())
                    .isEqualTo("@@ -1,2 +1,2 @@\n-a\r\n+a\n b\rc\u2028d\r\n");
        }

        @Test
        void countsWhatItShows() {
            UnifiedDiff diff = diff("a\nb\nc\nd\n", "a\nx\nc\ny\nz\n");

            assertThat(diff.additions()).isEqualTo(3);
            assertThat(diff.deletions()).isEqualTo(2);
        }
    }

    @Nested
    @DisplayName("of binary files")
    class OfBinaryFiles {

        @Test
        void saysThatTheyDifferWhereASideHasANul() {
            assertThat(diff("a\n", "a\0\n"))
                    .isEqualTo(new UnifiedDiff("Binary files a/rates.csv and b/rates.csv differ\n", false, true, 0, 0));
        }

        @Test
        void saysThatTheyDifferWhereASideIsNotUtf8() {
            for (byte[] bytes : List.of(
                    new byte[] {(byte) 0xE9}, // Latin-1
                    new byte[] {'a', (byte) 0xF0, (byte) 0x9F, (byte) 0x98}, // cut short
                    new byte[] {(byte) 0xC0, (byte) 0x80}, // over-long
                    new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})) { // a surrogate
                assertThat(UnifiedDiff.between("a b", Optional.empty(), Optional.of(bytes))
                                .text())
                        .isEqualTo("Binary files /dev/null and b/a b differ\n");
                assertThat(UnifiedDiff.between("a b", Optional.of(bytes), Optional.empty())
                                .text())
                        .isEqualTo("Binary files a/a b and /dev/null differ\n");
            }
        }

        @Test
        void findsANulFarIntoTheFileToo() {
            assertThat(diff("", "x".repeat(1_000_000) + '\0').binary()).isTrue();
        }

        @Test
        void takesTextThatCrossesTheBufferOfTheCheckForText() {
            assertThat(diff("", "x".repeat(8191) + "\uD83D\uDE00".repeat(9000) + "\n")
                            .binary())
                    .isFalse();
        }
    }

    @Nested
    @DisplayName("against hostile input")
    class AgainstHostileInput {

        private static final int LARGEST = 16 << 20;

        private UnifiedDiff inTime(String before, String after) {
            return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> diff(before, after));
        }

        @Test
        void isTooLargeBeyondOneMebibyteAndNotBelow() {
            String fits = "x".repeat(UnifiedDiff.MAX_BYTES - "@@ -0,0 +1 @@\n+\n".length()) + "\n";

            assertThat(diff("", fits).text()).hasSize(UnifiedDiff.MAX_BYTES);
            assertThat(diff("", fits).tooLarge()).isFalse();
            assertThat(diff("", "x" + fits)).isEqualTo(new UnifiedDiff("", true, false, 1, 0));
        }

        @Test
        void givesTheSmallDiffOfLargeFiles() {
            String before = lines(0, 1_500_000);
            UnifiedDiff diff = inTime(before, before.replace("line 700000\n", "other\n"));

            assertThat(diff.text())
                    .startsWith("@@ -699998,7 +699998,7 @@\n line 699997\n")
                    .hasLineCount(9);
        }

        @Test
        void comparesEntirelyDifferentLinesAsOneBlock() {
            UnifiedDiff diff = inTime(lines(0, 100_000, i -> "a" + i), lines(0, 100_000, i -> "b" + i));

            assertThat(diff).isEqualTo(new UnifiedDiff("", true, false, 100_000, 100_000));
        }

        @Test
        void givesUpOnTheSameLinesInAnotherOrderWithoutLosingAny() {
            List<String> lines =
                    IntStream.range(0, 30_000).mapToObj(i -> i + "\n").collect(Collectors.toList());
            String before = String.join("", lines);
            Collections.shuffle(lines, new Random(1));
            UnifiedDiff diff = inTime(before, String.join("", lines));

            assertThat(diff.additions()).isEqualTo(diff.deletions()).isBetween(29_990, 30_000);
            assertThat(diff.text()).containsOnlyOnce("@@ -");
        }

        @Test
        void isBoundedWhereALongRunOfEqualLinesSlidesAlongEveryDiagonal() {
            Random random = new Random(2);
            IntFunction<String> junk = i -> random.nextBoolean() ? "a" : "b";
            String run = "a\n".repeat(60_000);

            UnifiedDiff diff =
                    inTime(lines(0, 300, junk) + run + "x\n", lines(0, 300, junk) + run + lines(0, 2_000, junk));

            assertThat(diff.text()).startsWith("@@ -");
        }

        @Test
        void isBoundedWhereOneSideHasOneLineAndTheOtherItAHundredThousandTimes() {
            UnifiedDiff diff = inTime("p\nx\ny\nq\n", "x\ny\n".repeat(60_000));

            assertThat(diff.additions() - diff.deletions()).isEqualTo(120_000 - 4);
        }

        @Test
        void takesTheLargestFilesOfAnyShape() {
            String lineFeeds = "\n".repeat(LARGEST);
            String oneLine = "x".repeat(LARGEST);
            String pairs = "a\n".repeat(LARGEST / 2);

            assertThat(inTime(lineFeeds, oneLine)).isEqualTo(new UnifiedDiff("", true, false, 1, LARGEST));
            assertThat(inTime(oneLine, oneLine + "y")).isEqualTo(new UnifiedDiff("", true, false, 1, 1));
            assertThat(inTime("b\n" + pairs, pairs + "b\n").tooLarge()).isTrue();
            assertThat(inTime(pairs, lineFeeds).tooLarge()).isTrue();
            assertThat(inTime(lineFeeds, lineFeeds + "x").text())
                    .isEqualTo("@@ -16777214,3 +16777214,4 @@\n \n \n \n+x\n\\ No newline at end of file\n");
        }

        @Test
        void changesNothingOfWhatItIsGiven() {
            byte[] before = utf8("a\nb\n");
            byte[] after = utf8("a\nc\n");
            UnifiedDiff.between("a", Optional.of(before), Optional.of(after));

            assertThat(before).isEqualTo(utf8("a\nb\n"));
            assertThat(after).isEqualTo(utf8("a\nc\n"));
        }
    }

    @Test
    @DisplayName("has no more lines than needed")
    void isMinimal() {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            String[] before = random(random);
            String[] after = random(random);
            UnifiedDiff diff = diff(String.join("", before), String.join("", after));
            int common = longestCommon(before, after);

            assertThat(diff.deletions()).as("round %d", round).isEqualTo(before.length - common);
            assertThat(diff.additions()).as("round %d", round).isEqualTo(after.length - common);
        }
    }

    private static String[] random(Random random) {
        return IntStream.range(0, random.nextInt(30))
                .mapToObj(i -> (char) ('a' + random.nextInt(6)) + "\n")
                .toArray(String[]::new);
    }

    private static int longestCommon(String[] one, String[] other) {
        int[][] best = new int[one.length + 1][other.length + 1];
        for (int i = 1; i <= one.length; i++) {
            for (int j = 1; j <= other.length; j++) {
                best[i][j] = one[i - 1].equals(other[j - 1])
                        ? best[i - 1][j - 1] + 1
                        : Math.max(best[i - 1][j], best[i][j - 1]);
            }
        }
        return best[one.length][other.length];
    }
}
