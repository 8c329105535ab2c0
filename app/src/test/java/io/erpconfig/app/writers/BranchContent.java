package io.erpconfig.app.writers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The content of a branch, as the check computes it on its own: nothing here is the product's code.
 *
 * @param files by path, in the order of UTF-16 code units
 */
public record BranchContent(Map<String, File> files) {

    static final BranchContent EMPTY = new BranchContent(Map.of());

    /**
     * A file.
     *
     * @param size  in bytes
     * @param md5   of its bytes
     * @param gitId its blob's
     */
    record File(long size, String md5, String gitId) {

        static File of(byte[] bytes) {
            MessageDigest sha1 = digest("SHA-1");
            sha1.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return new File(bytes.length, hex(digest("MD5").digest(bytes)), hex(sha1.digest(bytes)));
        }
    }

    public BranchContent {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    static BranchContent ofBytes(Map<String, byte[]> bytes) {
        Map<String, File> files = new TreeMap<>();
        bytes.forEach((path, content) -> files.put(path, File.of(content)));
        return new BranchContent(files);
    }

    BranchContent with(String path, File file) {
        Map<String, File> changed = new TreeMap<>(files);
        changed.put(path, file);
        return new BranchContent(changed);
    }

    BranchContent without(String path) {
        Map<String, File> changed = new TreeMap<>(files);
        changed.remove(path);
        return new BranchContent(changed);
    }

    /** The content id, of which the {@code short_id} is the beginning (contract, section 1). */
    String shortId() {
        StringBuilder lines = new StringBuilder();
        files.forEach((path, file) -> lines.append(path)
                .append('|')
                .append(file.size())
                .append('|')
                .append(file.md5())
                .append('\n'));
        return hex(digest("SHA-256").digest(lines.toString().getBytes(StandardCharsets.UTF_8)))
                .substring(0, 8);
    }

    /** A listing of the branch with git's ids. */
    String listing() {
        return files.entrySet().stream()
                .map(entry -> entry.getKey() + ' ' + entry.getValue().gitId())
                .collect(Collectors.joining("\n"));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
