package io.erpconfig.app;

import io.erpconfig.opening.OpenStore;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/**
 * A command that works on a store: on one that it opens itself or, where a server has it open, in that server (see {@link
 * Handover}). It knows its user only by its shell.
 */
abstract class StoreCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private StoreOptions storeOptions;

    StoreCommand(Shell shell) {
        this.shell = shell;
    }

    final Shell shell() {
        return shell;
    }

    final StoreOptions storeOptions() {
        return storeOptions;
    }

    /** Opens the store. Most commands have no use for a new one. */
    OpenStore open() {
        return storeOptions.openExisting(shell);
    }

    /**
     * Takes from its user all that it needs, and returns what is to be done with the store, which is opened only then: what
     * fails here leaves no trace.
     */
    abstract Consumer<OpenStore> prepare();

    @Override
    public final Integer call() {
        Consumer<OpenStore> work = prepare();
        try (OpenStore open = open()) {
            work.accept(open);
            if (open.isNew()) {
                shell.err()
                        .println("made a new store in " + storeOptions.place().what());
            }
        }
        return CommandLine.ExitCode.OK;
    }
}
