package io.erpconfig.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two states of a project that are awkward to read: more files than fit on two pages of a listing, and names with
 * every character that some client encodes in a way of its own.
 */
final class Sample {

    static final String PROJECT = "interop/plant-7.erp-config";
    static final String OTHER_PROJECT = "interop/other.erp-config";
    static final String BRANCH = "release/2026-11";
    static final String CHANGED = "rates/operations.json";
    static final String KEPT = "dir a/.env-1_x%+é.json";

    private Sample() {}

    static SortedMap<String, byte[]> before() {
        SortedMap<String, byte[]> files = awkward();
        for (int plant = 0; plant < 12; plant++) {
            for (int machine = 0; machine < 22; machine++) {
                put(files, "plants/%02d/machine-%02d.json".formatted(plant, machine), machine(plant, machine));
            }
        }
        return files;
    }

    static SortedMap<String, byte[]> after() {
        SortedMap<String, byte[]> files = before();
        put(files, CHANGED, "{\"laser\": {\"rate\": 1.40}}\n");
        files.remove("rates/withdrawn.csv");
        put(files, "rates/added ü.yaml", "bending:\n  rate: 0.85\n");
        files.put("binary.bin", new byte[] {(byte) 0xff, 0});
        return files;
    }

    /** The part of {@link #before} that has names to get wrong. */
    static SortedMap<String, byte[]> awkward() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        put(files, KEPT, "{\"price\": \"12 €\"}\n");
        put(files, "😀/emoji 😀.json", "{\"face\": \"😀\"}");
        put(files, "with spaces/and  more spaces .txt", "spaces\r\nand carriage returns\r\n");
        put(files, "literal%2Fslash.json", "a percent sign, a 2 and an F");
        put(files, "literal%252Fslash.json", "encoded twice, it would seem");
        put(files, "hash#and?question.json", "neither a fragment nor a query");
        put(files, "a&b=c;d@e:f!$'(),*~.json", "what a URL reserves");
        put(files, "[brackets]{braces}|^`\"<>.csv", "what a URL must encode");
        put(files, "+plus+.json", "a plus is no space");
        put(files, "100%.json", "a percent sign with nothing behind it");
        put(files, "x/raw", "the name of a route");
        put(files, "files/raw/raw", "more of them");
        put(files, "repository/archive.tar.gz", "no archive at all");
        put(files, ".hidden/.json", "dots");
        put(files, "no-newline", "x");
        put(files, "empty.json", "");
        files.put("binary.bin", new byte[] {0, 1, (byte) 0xff, (byte) 0xfe, 0, '\n', (byte) 0xc3, '\r', '\n'});
        put(files, CHANGED, "{\"laser\": {\"rate\": 1.25}}\n");
        put(files, "rates/withdrawn.csv", "operation,rate\nwelding,2.10\n");
        return files;
    }

    /** A project next to it that says nothing about the first one. */
    static SortedMap<String, byte[]> other() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        put(files, "other.json", "{}");
        return files;
    }

    private static String machine(int plant, int machine) {
        return "{\"plant\": %d, \"machine\": %d, \"hourly_rate\": %d.50}\n".formatted(plant, machine, 40 + machine);
    }

    private static void put(SortedMap<String, byte[]> files, String path, String text) {
        files.put(path, text.getBytes(UTF_8));
    }
}
