package io.erpconfig.core.content;

import java.util.regex.Pattern;

/**
 * The names that git keeps for itself, since to check out a file under one is to write into the working copy's own
 * {@code .git}: that name in any case, and what Windows and macOS take for it. Git refuses to check these out.
 */
final class GitNames {

    /**
     * Names that NTFS resolves to the same folder: its short name, and those with dots, blanks or a stream at the end.
     */
    private static final Pattern RESERVED =
            Pattern.compile("(?:\\.git|git~1)[. ]*(?::.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Characters that HFS+ passes over in a name. */
    private static final Pattern PASSED_OVER =
            Pattern.compile("[\\u200c-\\u200f\\u202a-\\u202e\\u206a-\\u206f\\ufeff]");

    private GitNames() {}

    static boolean isReserved(String name) {
        return RESERVED.matcher(PASSED_OVER.matcher(name).replaceAll("")).matches();
    }
}
