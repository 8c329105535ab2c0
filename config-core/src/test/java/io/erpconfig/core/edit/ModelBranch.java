package io.erpconfig.core.edit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.GitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A model of a branch: a map from path to content for each snapshot, and the effect of an edit on the last of them. */
final class ModelBranch {

    private final List<TreeMap<String, String>> snapshots = new ArrayList<>(List.of(new TreeMap<>()));

    TreeMap<String, String> live() {
        return snapshots.get(snapshots.size() - 1);
    }

    /** The content of snapshot {@code number}. */
    TreeMap<String, String> at(int number) {
        return snapshots.get(number - 1);
    }

    void append(TreeMap<String, String> content) {
        snapshots.add(content);
    }

    /** The last state after an edit; empty if it can't be made. Preconditions are not checked. */
    Optional<TreeMap<String, String>> apply(Edit edit) {
        TreeMap<String, String> files = new TreeMap<>(live());
        for (Change change : edit.changes()) {
            if (!apply(change, files)) {
                return Optional.empty();
            }
        }
        return Optional.of(files);
    }

    private boolean apply(Change change, TreeMap<String, String> files) {
        if (change instanceof Change.Put put) {
            return put(files, put.path(), text(put.content()));
        } else if (change instanceof Change.Create create) {
            return !files.containsKey(create.path().toString()) && put(files, create.path(), text(create.content()));
        } else if (change instanceof Change.Update update) {
            return files.replace(update.path().toString(), text(update.content())) != null;
        } else if (change instanceof Change.Delete delete) {
            return files.remove(delete.path().toString()) != null;
        } else if (change instanceof Change.Move move) {
            String moved = files.get(move.from().toString());
            if (moved == null || files.containsKey(move.to().toString())) {
                return false;
            }
            files.remove(move.from().toString());
            return put(files, move.to(), move.content().map(ModelBranch::text).orElse(moved));
        } else if (change instanceof Change.Clear) {
            files.clear();
            return true;
        } else if (change instanceof Change.Restore restore) {
            boolean known = restore.number().value() <= snapshots.size();
            files.clear();
            files.putAll(known ? at(restore.number().value()) : new TreeMap<>());
            return known;
        } else {
            Change.RestoreFile restore = (Change.RestoreFile) change;
            if (restore.number().value() > snapshots.size()) {
                return false;
            }
            String old = at(restore.number().value()).get(restore.path().toString());
            return old == null ? files.remove(restore.path().toString()) != null : put(files, restore.path(), old);
        }
    }

    private static boolean put(TreeMap<String, String> files, ConfigPath at, String content) {
        String path = at.toString();
        for (String there : files.keySet()) {
            if (there.startsWith(path + '/') || path.startsWith(there + '/')) {
                return false;
            }
        }
        files.put(path, content);
        return true;
    }

    /** Whether a precondition holds on a state with this commit id. */
    static boolean holds(Precondition precondition, TreeMap<String, String> files, GitId commit) {
        if (precondition instanceof Precondition.FileIs is) {
            String content = files.get(is.path().toString());
            return content != null && is.anyOf().contains(gitId(content));
        } else if (precondition instanceof Precondition.FileExists exists) {
            return files.containsKey(exists.path().toString());
        } else if (precondition instanceof Precondition.FileAbsent absent) {
            return !files.containsKey(absent.path().toString());
        } else if (precondition instanceof Precondition.BranchIs is) {
            return is.anyOf().contains(commit);
        }
        return true;
    }

    static GitId gitId(String content) {
        return GitId.of("blob", content.getBytes(UTF_8));
    }

    private static String text(ContentSource content) {
        try (var in = content.open()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
