package io.erpconfig.settings;

/** A line of text as files have it, from which variables and standard input are filled too. */
public final class OneLine {

    private OneLine() {}

    /** The line without what is no part of it: a byte order mark before it, one end of a line behind it. */
    public static String of(String text) {
        return text.replaceFirst("\\A\\uFEFF", "").replaceFirst("(\\r\\n|\\r|\\n)\\z", "");
    }
}
