package io.erpconfig.store.fs.faulty;

import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A path with {@code /}: of one {@link FaultyFileSystem}, and equal to none of another. */
final class FaultyPath implements Path {

    private final FaultyFileSystem system;
    private final boolean absolute;

    /** A relative path has at least one, which is empty in the empty path. */
    private final List<String> names;

    private FaultyPath(FaultyFileSystem system, boolean absolute, List<String> names) {
        this.system = system;
        this.absolute = absolute;
        this.names = absolute || !names.isEmpty() ? List.copyOf(names) : List.of("");
    }

    static FaultyPath parse(FaultyFileSystem system, String text) {
        List<String> names = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int slash = text.indexOf('/', from);
            int to = slash < 0 ? text.length() : slash;
            if (to > from) {
                names.add(text.substring(from, to));
            }
            from = to + 1;
        }
        return new FaultyPath(system, text.startsWith("/"), names);
    }

    private FaultyPath of(boolean isAbsolute, List<String> other) {
        return new FaultyPath(system, isAbsolute, other);
    }

    private FaultyPath ours(Path other) {
        if (other instanceof FaultyPath path && path.system == system) {
            return path;
        }
        throw new ProviderMismatchException();
    }

    private boolean isEmpty() {
        return !absolute && names.equals(List.of(""));
    }

    /** The names on the way from the root. */
    List<String> plainNames() {
        return absolute && !names.contains(".") && !names.contains("..")
                ? names
                : toAbsolutePath().normalize().names;
    }

    @Override
    public FaultyFileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public Path getRoot() {
        return absolute ? of(true, List.of()) : null;
    }

    @Override
    public Path getFileName() {
        return names.isEmpty() ? null : getName(names.size() - 1);
    }

    @Override
    public Path getParent() {
        if (names.size() > 1) {
            return of(absolute, names.subList(0, names.size() - 1));
        }
        return names.isEmpty() ? null : getRoot();
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return of(false, List.of(names.get(index)));
    }

    @Override
    public Path subpath(int from, int to) {
        return of(false, names.subList(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof FaultyPath path
                && path.system == system
                && path.absolute == absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof FaultyPath path) || path.system != system || path.names.size() > names.size()) {
            return false;
        }
        return path.absolute
                ? equals(path)
                : names.subList(names.size() - path.names.size(), names.size()).equals(path.names);
    }

    @Override
    public FaultyPath normalize() {
        List<String> plain = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..") && !plain.isEmpty()) {
                plain.remove(plain.size() - 1);
            } else if (!name.equals(".") && !name.equals("..")) {
                plain.add(name);
            }
        }
        return of(absolute, plain);
    }

    @Override
    public Path resolve(Path other) {
        FaultyPath path = ours(other);
        if (path.absolute || isEmpty()) {
            return path;
        }
        List<String> joined = new ArrayList<>(names);
        if (!path.isEmpty()) {
            joined.addAll(path.names);
        }
        return of(absolute, joined);
    }

    @Override
    public Path relativize(Path other) {
        FaultyPath path = ours(other);
        int same = 0;
        while (same < Math.min(names.size(), path.names.size())
                && names.get(same).equals(path.names.get(same))) {
            same++;
        }
        List<String> way = new ArrayList<>(java.util.Collections.nCopies(names.size() - same, ".."));
        way.addAll(path.names.subList(same, path.names.size()));
        return of(false, way);
    }

    @Override
    public URI toUri() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FaultyPath toAbsolutePath() {
        return absolute ? this : of(true, isEmpty() ? List.of() : names);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        FaultyPath real = toAbsolutePath().normalize();
        return system.read(this, () -> {
            system.get(real);
            return real;
        });
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FaultyPath path
                && path.system == system
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(absolute, names);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
