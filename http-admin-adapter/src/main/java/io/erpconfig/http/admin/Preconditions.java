package io.erpconfig.http.admin;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.edit.Precondition;
import io.erpconfig.http.ApiException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The preconditions of an edit by {@code If-Match} and {@code If-None-Match}: the optimistic lock (contract, section
 * 3). One that can't be read or kept is refused: an edit that somebody thinks is guarded is not made unguarded.
 */
final class Preconditions {

    private static final String ANY = "*";

    /** A tag and the commas after it; or commas before any (RFC 9110, sections 5.6.1 and 8.8.3). */
    private static final Pattern TAG =
            Pattern.compile("\\G[ \\t,]*(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"[ \\t]*(?:,[ \\t,]*|$)");

    private Preconditions() {}

    /**
     * The precondition of saving a file: {@code If-Match} with tags of the file, {@code If-None-Match: *} if it has to
     * be new.
     *
     * @throws ApiException 400
     */
    static Precondition ofSave(AdminCall call, ConfigPath path) {
        Optional<String> unwanted = call.header("If-None-Match");
        if (unwanted.isEmpty()) {
            return ofFile(call, path);
        }
        if (!unwanted.get().strip().equals(ANY)) {
            throw ApiException.parameter("If-None-Match must be *");
        }
        if (call.header("If-Match").isPresent()) {
            throw ApiException.parameter("If-Match and If-None-Match exclude each other");
        }
        return new Precondition.FileAbsent(path);
    }

    /**
     * The precondition of deleting a file: {@code If-Match} with tags of the file.
     *
     * @throws ApiException 400
     */
    static Precondition ofDelete(AdminCall call, ConfigPath path) {
        refuseIfNoneMatch(call);
        return ofFile(call, path);
    }

    private static Precondition ofFile(AdminCall call, ConfigPath path) {
        Optional<String> wanted = call.header("If-Match");
        if (wanted.isEmpty()) {
            return new Precondition.None();
        }
        return tags(wanted.get())
                .<Precondition>map(tags -> new Precondition.FileIs(path, tags))
                .orElseGet(() -> new Precondition.FileExists(path));
    }

    /**
     * The precondition of changing a branch: {@code If-Match} with tags of the branch.
     *
     * @throws ApiException 400
     */
    static Precondition ofBranch(AdminCall call) {
        refuseIfNoneMatch(call);
        Optional<String> wanted = call.header("If-Match");
        if (wanted.isEmpty()) {
            return new Precondition.None();
        }
        return tags(wanted.get()).<Precondition>map(Precondition.BranchIs::new).orElseGet(Precondition.None::new);
    }

    private static void refuseIfNoneMatch(AdminCall call) {
        if (call.header("If-None-Match").isPresent()) {
            throw ApiException.parameter("If-None-Match has no meaning here");
        }
    }

    /**
     * The ids that a list of entity tags names, of which there is one at least; empty for {@code *}. A weak tag never
     * matches here, nor does one that is not an id, so these are left out (RFC 9110, section 13.1.1).
     */
    private static Optional<Set<GitId>> tags(String list) {
        if (list.strip().equals(ANY)) {
            return Optional.empty();
        }
        Set<GitId> ids = new HashSet<>();
        Matcher tag = TAG.matcher(list);
        int end = 0;
        while (end < list.length() && tag.find()) {
            end = tag.end();
            if (tag.group(1) == null) {
                exact(tag.group(2)).ifPresent(ids::add);
            }
        }
        if (end == 0 || end < list.length()) {
            throw ApiException.parameter("If-Match must be * or entity tags in double quotes");
        }
        return Optional.of(ids);
    }

    /** Tags are compared letter by letter, while ids may be in capitals elsewhere. */
    private static Optional<GitId> exact(String text) {
        return GitId.parse(text).filter(id -> id.hex().equals(text));
    }
}
