package io.erpconfig.app;

import io.erpconfig.opening.OpenStore;
import io.erpconfig.opening.StorePlace;
import io.erpconfig.store.gridfs.MongoAddress;
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
    StorePlace place() {
        if (isDirectory()) {
            return StorePlace.directory(dataDir);
        }
        return StorePlace.database(
                mongoUri.orElseThrow(
                        () -> new ParameterException(spec.commandLine(), "--store gridfs needs --mongo-uri")),
                dataDir);
    }

    /** What there is to say of options in the database's connection string that are not followed. */
    Optional<String> notFollowed() {
        return mongoUri.filter(address -> !isDirectory())
                .map(MongoAddress::overridden)
                .filter(options -> !options.isEmpty())
                .map(options -> MONGO_URI + ": " + String.join(", ", options)
                        + " not followed: what is acknowledged is on a majority and in the journal, and read from the"
                        + " primary");
    }

    /** The option that names the place. */
    private String option() {
        return isDirectory() ? DATA_DIR : MONGO_URI;
    }

    /** Opens the store for a command that may be the first to use it. */
    OpenStore open(Shell shell) {
        return shell.served().orElseGet(() -> place().open(option()));
    }

    /** Opens the store for a command that has no use for a new one. */
    OpenStore openExisting(Shell shell) {
        return shell.served().orElseGet(() -> place().openExisting(option()));
    }

    /** Opens the store to look what a command would do that may be the first to use it: an empty one if there is none. */
    OpenStore openOrImagine(Shell shell) {
        return shell.served().or(() -> place().openIfThere(option())).orElseGet(() -> {
            shell.err().println("there is no store in " + place().what() + " yet: a new one would be made");
            return OpenStore.inMemory();
        });
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
