package io.erpconfig.app;

import io.erpconfig.store.fs.DirectoryUser;
import io.erpconfig.store.gridfs.MongoAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that name the store of a command. */
final class StoreOptions {

    /** The kinds of store that there are. */
    enum Kind {
        FS,
        GRIDFS
    }

    private static final String DATA_DIR = "--data-dir";
    private static final String MONGO_URI = "--mongo-uri";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "KIND",
            defaultValue = "fs",
            converter = KindConverter.class,
            description = "Where everything is kept: fs, a directory, or gridfs, a MongoDB database (default: fs).")
    private Kind kind;

    @Option(
            names = DATA_DIR,
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The directory of store fs; made if it isn't there (default: data). One process at a time"
                    + " has it open; while that is a server, most commands are run by it.")
    private Path dataDir;

    @Option(
            names = MONGO_URI,
            paramLabel = "URI",
            description =
                    "The database of store gridfs, such as mongodb://host/erp-config, with any option of a MongoDB"
                            + " connection string. Any number of servers and commands have it open at once.")
    private Optional<MongoAddress> mongoUri;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Reads options from a file: one 'key = value' a line, the key an option's name without its"
                    + " dashes. Each is also an environment variable: ERP_CONFIG_DATA_DIR is --data-dir. The command"
                    + " line wins over the environment, that over the file.")
    private Path config;

    Path dataDir() {
        return dataDir;
    }

    /** Whether the store is one that a single process at a time has open. */
    boolean isDirectory() {
        return kind == Kind.FS;
    }

    /** @throws ParameterException if an option is missing that the kind of store needs */
    void check() {
        if (kind == Kind.GRIDFS) {
            database();
        }
    }

    private MongoAddress database() {
        return mongoUri.orElseThrow(
                () -> new ParameterException(spec.commandLine(), "--store gridfs needs --mongo-uri"));
    }

    /** The name of the store in messages. */
    String place() {
        return isDirectory() ? dataDir.toString() : database().toString();
    }

    /** Opens the store for a command that may be the first to use it. */
    OpenStore open(Shell shell) {
        return shell.served().orElseGet(() -> {
            if (isDirectory()) {
                requireUsable(dataDir, DATA_DIR);
            }
            return whole(find().orElseGet(this::make));
        });
    }

    /** Opens the store for a command that has no use for a new one. */
    OpenStore openExisting(Shell shell) {
        return shell.served().orElseGet(() -> {
            if (isDirectory()) {
                requireThere(dataDir, DATA_DIR);
            }
            return whole(find().orElseThrow(() -> noStore(what(), isDirectory() ? DATA_DIR : MONGO_URI)));
        });
    }

    /** Opens the store to look what a command would do that may be the first to use it: an empty one if there is none. */
    OpenStore openOrImagine(Shell shell) {
        return shell.served().orElseGet(() -> {
            if (isDirectory()) {
                requireUsable(dataDir, DATA_DIR);
            }
            return find().map(StoreOptions::whole).orElseGet(() -> {
                shell.err().println("there is no store in " + what() + " yet: a new one would be made");
                return OpenStore.inMemory();
            });
        });
    }

    private Optional<OpenStore> find() {
        return isDirectory()
                ? OpenStore.existingInDirectory(dataDir)
                : OpenStore.existingInDatabase(database(), dataDir);
    }

    private OpenStore make() {
        return isDirectory() ? OpenStore.inDirectory(dataDir) : OpenStore.inDatabase(database(), dataDir);
    }

    /** The kind of place that the store is in, in words. */
    String what() {
        return isDirectory() ? "data directory '" + dataDir.toAbsolutePath().normalize() + "'" : "database " + place();
    }

    /**
     * The error where no store is.
     *
     * @param option that names the place
     */
    static CommandFailedException noStore(String what, String option) {
        return new CommandFailedException("there is no store in " + what + "; name another with " + option);
    }

    /** Refuses a store that a migration has not filled yet: it looks like one that has lost something. */
    private static OpenStore whole(OpenStore open) {
        boolean whole = false;
        try {
            Optional<String> source = open.store().migration().source();
            if (source.isPresent()) {
                throw new CommandFailedException("the store is being filled from " + source.get()
                        + " and not whole yet; finish that by running 'erp-config migrate' again");
            }
            whole = true;
            return open;
        } finally {
            if (!whole) {
                open.close();
            }
        }
    }

    /**
     * Looks whether there can be a data directory.
     *
     * @param option that names it
     */
    static void requireUsable(Path dataDir, String option) {
        Path there = dataDir.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new CommandFailedException("'" + there + "' is not a directory; name another with " + option);
        }
        if (Files.exists(dataDir)) {
            DirectoryUser.require(dataDir);
        }
        if (!Files.isWritable(there)) {
            throw new CommandFailedException("directory '" + there + "' can't be written by this user; change its"
                    + " permissions, or name another with " + option);
        }
    }

    /**
     * Looks whether there is a data directory.
     *
     * @param option that names it
     */
    static void requireThere(Path dataDir, String option) {
        if (!Files.exists(dataDir)) {
            throw new CommandFailedException("there is no data directory '" + dataDir + "'; name it with " + option);
        }
        requireUsable(dataDir, option);
    }

    static final class KindConverter implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String text) {
            return switch (text) {
                case "fs" -> Kind.FS;
                case "gridfs" -> Kind.GRIDFS;
                default -> throw new TypeConversionException("'" + text + "' is neither fs nor gridfs");
            };
        }
    }
}
