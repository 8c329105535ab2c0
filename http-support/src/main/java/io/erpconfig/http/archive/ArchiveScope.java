package io.erpconfig.http.archive;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Query;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The part of a revision that an archive holds.
 *
 * @param below   a folder with all that is in it, or one file, at its own path; all if empty
 * @param without files, and folders with all that is in them, that are left out of that
 */
public record ArchiveScope(Optional<ConfigPath> below, Set<ConfigPath> without) {

    /** All of it. */
    public static final ArchiveScope ALL = new ArchiveScope(Optional.empty(), Set.of());

    public ArchiveScope {
        without = Set.copyOf(without);
    }

    /**
     * The scope that a query asks for with {@code path} and {@code exclude_paths}. Either value of {@code
     * include_lfs_blobs} is right, as there are no such blobs here.
     *
     * @throws ApiException 400 if one of them can't be read
     */
    public static ArchiveScope of(Query query) {
        query.flag("include_lfs_blobs");
        return new ArchiveScope(
                query.text("path").map(ConfigPath::new),
                query.list("exclude_paths").stream().map(ConfigPath::new).collect(Collectors.toSet()));
    }

    boolean leavesOut(String path) {
        return !without.isEmpty() && without.contains(new ConfigPath(path));
    }

    /** Whether all that could be in it is left out: {@link #below}, or a folder that it is in. */
    boolean isEmpty() {
        return below.isPresent()
                && without.stream().anyMatch(each -> (below.get().value() + '/').startsWith(each.value() + '/'));
    }

    /** The same text for the same scope. */
    String canonical() {
        Set<String> paths = new TreeSet<>();
        without.forEach(path -> paths.add(path.value()));
        // No path has a line feed in it.
        return below.map(ConfigPath::value).orElse("") + '\n' + String.join("\n", paths);
    }
}
