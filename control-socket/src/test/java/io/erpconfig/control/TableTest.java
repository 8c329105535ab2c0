package io.erpconfig.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table")
class TableTest {

    private static String print(Table table) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        table.print(new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void hasColumnsAsWideAsTheirLongestText() {
        Table table = new Table("ID", "NAME", "ENDS IN");
        table.row("1", "prüfstand 🔧", "a");
        table.row("1000", "", "b");

        assertThat(print(table)).isEqualToNormalizingNewlines("""
                ID    NAME         ENDS IN
                1     prüfstand 🔧  a
                1000               b
                """);
    }

    @Test
    @DisplayName("keeps a row on its line however long, and its texts as they are, be they somebody's markup")
    void keepsTextsAsTheyAre() {
        String longest = "x".repeat(200);
        Table table = new Table("NAME", "EMAIL");
        table.row("@|red x|@", longest);

        assertThat(print(table)).contains("@|red x|@  " + longest + System.lineSeparator());
    }
}
