package io.erpconfig.app;

import io.erpconfig.app.account.Accounts;
import io.erpconfig.app.account.FirstPasswordFile;
import io.erpconfig.app.settings.ByteSize;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.ConfigStoreException;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.store.fs.FileSystemConfigStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A store that is open, with the use cases on it. Here clock, randomness and threads come from. */
final class OpenStore implements AutoCloseable {

    /** They wait for the disk: more of them than there are processors let it order its work. */
    private static final int THREADS = 8;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService executor;
    private final ConfigStore store;
    private final FirstPasswordFile firstPassword;

    private OpenStore(Clock clock, ExecutorService executor, ConfigStore store, FirstPasswordFile firstPassword) {
        this.clock = clock;
        this.executor = executor;
        this.store = store;
        this.firstPassword = firstPassword;
    }

    /**
     * Opens the store in a directory, which is made if it isn't there.
     *
     * @throws ConfigStoreException if another process has it open, or it can't be used
     */
    static OpenStore inDirectory(Path dataDir) {
        Clock clock = Clock.systemUTC();
        ExecutorService executor = threads();
        return new OpenStore(
                clock,
                executor,
                FileSystemConfigStore.open(dataDir, clock, executor),
                new FirstPasswordFile(dataDir.toAbsolutePath()));
    }

    private static ExecutorService threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "store");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    ConfigStore store() {
        return store;
    }

    Clock clock() {
        return clock;
    }

    SecureRandom random() {
        return random;
    }

    /** Runs what waits for the disk, and what is noted of requests. */
    ExecutorService executor() {
        return executor;
    }

    ConfigReader reader() {
        return new ConfigReader(store);
    }

    ProjectEditor projects() {
        return new ProjectEditor(store, clock, random);
    }

    ConfigEditor editor(ByteSize maxFileSize) {
        return new ConfigEditor(store, clock, maxFileSize.bytes());
    }

    Tokens tokens() {
        return new Tokens(store.tokens(), clock, random);
    }

    Accounts accounts() {
        return new Accounts(store, firstPassword, clock, random);
    }

    /** Where the first account's password lies if it was generated. */
    FirstPasswordFile firstPassword() {
        return firstPassword;
    }

    /** Closes the store; what it has acknowledged is in it. */
    @Override
    public void close() {
        store.close();
        executor.shutdown();
    }
}
