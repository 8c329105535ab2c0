package io.erpconfig.opening;

import io.erpconfig.account.Accounts;
import io.erpconfig.account.FirstAccount;
import io.erpconfig.account.FirstPasswordFile;
import io.erpconfig.account.Password;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.maintenance.Sha256Set;
import io.erpconfig.core.maintenance.StoreVerifier;
import io.erpconfig.core.maintenance.Sweep;
import io.erpconfig.core.memory.InMemoryStore;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.server.Backend;
import io.erpconfig.server.upkeep.Leadership;
import io.erpconfig.server.upkeep.StoreSweep;
import io.erpconfig.store.fs.FileSystemStore;
import io.erpconfig.store.gridfs.GridFsStore;
import io.erpconfig.store.gridfs.MongoAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A store that is open, with the use cases on it. Here clock, randomness and threads come from. */
public final class OpenStore implements AutoCloseable {

    /** Number of threads that wait for the disk: syncs that overlap share its work, so that each costs less. */
    private static final int THREADS = 16;

    /** Time for which a node that died delays the upkeep of a store in a database. */
    public static final Duration UPKEEP_TERM = Duration.ofSeconds(30);

    /** The user who runs commands: that of the server also where a command is handed over. */
    private static final String USER = System.getProperty("user.name");

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService executor;
    private final ConfigStore store;
    private final FirstPasswordFile firstPassword;
    private final Path temporary;
    private final StoreSweep sweepBeside;
    private final Optional<Function<String, Leadership>> leaderships;
    private final boolean isNew;
    private final boolean lent;

    /**
     * @param dataDir    where the first account's password is left, if it has to be
     * @param temporary  the folder for large temporary files
     * @param leaderships which process does a work, by its name; empty if no other one may have the store open
     * @param isNew      whether it was made to be opened
     */
    private OpenStore(
            Clock clock,
            ExecutorService executor,
            ConfigStore store,
            Path dataDir,
            Path temporary,
            Optional<Function<String, Leadership>> leaderships,
            boolean isNew) {
        this.clock = clock;
        this.executor = executor;
        this.store = store;
        this.firstPassword = new FirstPasswordFile(dataDir.toAbsolutePath());
        this.temporary = temporary;
        this.sweepBeside = new StoreSweep(store, clock, temporary, leadership(leaderships, "gc"));
        this.leaderships = leaderships;
        this.isNew = isNew;
        this.lent = false;
    }

    private OpenStore(OpenStore lender) {
        this.clock = lender.clock;
        this.executor = lender.executor;
        this.store = lender.store;
        this.firstPassword = lender.firstPassword;
        this.temporary = lender.temporary;
        this.sweepBeside = lender.sweepBeside;
        this.leaderships = lender.leaderships;
        this.isNew = false;
        this.lent = true;
    }

    /** The same store for a command beside others that use it; to close this one closes nothing. */
    public OpenStore lent() {
        return new OpenStore(this);
    }

    /**
     * Opens the store in a directory, which is made if it isn't there.
     *
     * @throws ConfigStoreException if another process has it open, or it can't be used
     */
    public static OpenStore inDirectory(Path dataDir) {
        Clock clock = Clock.systemUTC();
        ExecutorService executor = threads();
        return inDirectory(clock, executor, FileSystemStore.open(dataDir, clock, executor), dataDir, true);
    }

    /** The store in a directory, if there is one; else nothing is made. */
    static Optional<OpenStore> existingInDirectory(Path dataDir) {
        Clock clock = Clock.systemUTC();
        ExecutorService executor = threads();
        return FileSystemStore.openExisting(dataDir, clock, executor)
                .map(store -> inDirectory(clock, executor, store, dataDir, false));
    }

    private static OpenStore inDirectory(
            Clock clock, ExecutorService executor, ConfigStore store, Path dataDir, boolean isNew) {
        Path temporary = FileSystemStore.temporaries(dataDir);
        return new OpenStore(clock, executor, store, dataDir, temporary, Optional.empty(), isNew);
    }

    /**
     * Opens the store in a database; one that is empty becomes a store.
     *
     * @param dataDir where the first account's password is left, if it has to be
     * @throws ConfigStoreException if the database can't be reached, or is something else
     */
    public static OpenStore inDatabase(MongoAddress address, Path dataDir) {
        Clock clock = Clock.systemUTC();
        ExecutorService executor = threads();
        GridFsStore opened = GridFsStore.open(address, clock, executor);
        return new OpenStore(
                clock, executor, opened.store(), dataDir, Sha256Set.anywhere(), Optional.of(leadership(opened)), true);
    }

    /** The store in a database, if there is one; else nothing is made. */
    static Optional<OpenStore> existingInDatabase(MongoAddress address, Path dataDir) {
        Clock clock = Clock.systemUTC();
        ExecutorService executor = threads();
        return GridFsStore.openExisting(address, clock, executor)
                .map(opened -> new OpenStore(
                        clock,
                        executor,
                        opened.store(),
                        dataDir,
                        Sha256Set.anywhere(),
                        Optional.of(leadership(opened)),
                        false));
    }

    private static Function<String, Leadership> leadership(GridFsStore opened) {
        return work -> new LeaseLeadership(opened.lease(work, UPKEEP_TERM));
    }

    private static Leadership leadership(Optional<Function<String, Leadership>> leaderships, String work) {
        return leaderships.map(by -> by.apply(work)).orElse(Leadership.ALWAYS);
    }

    /** An empty store that is gone when it is closed. */
    public static OpenStore inMemory() {
        return new OpenStore(
                Clock.systemUTC(),
                threads(),
                InMemoryStore.create(),
                Path.of(""),
                Sha256Set.anywhere(),
                Optional.empty(),
                false);
    }

    /** Whether the store was made to be opened. */
    public boolean isNew() {
        return isNew;
    }

    /** An executor for tasks that wait for a disk or a network. */
    public static ExecutorService threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "store");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** The store itself. */
    public ConfigStore store() {
        return store;
    }

    /** The clock of all that is done on the store. */
    public Clock clock() {
        return clock;
    }

    /** The randomness of all that is done on the store. */
    public SecureRandom random() {
        return random;
    }

    /** The folder for large temporary files of what works on the store. */
    public Path temporary() {
        return temporary;
    }

    /** Runs what waits for the disk, and what is noted of requests. */
    public ExecutorService executor() {
        return executor;
    }

    /** Reads. */
    public ConfigReader reader() {
        return new ConfigReader(store);
    }

    /** Whether anything of an owner is there: an account, a project or a token. */
    public boolean knows(OwnerId owner) {
        return store.accounts().find(owner).isPresent()
                || !store.projects().list(owner).isEmpty()
                || !store.tokens().list(owner).isEmpty();
    }

    /** The message where nothing of an owner existed. */
    public static String newOwner(OwnerId owner) {
        return "'" + owner + "' is a new owner: no account, project or token was '" + owner + "'s before";
    }

    /** Makes and changes projects and branches. */
    public ProjectEditor projects() {
        return new ProjectEditor(store, clock, random);
    }

    /**
     * Changes what is in branches.
     *
     * @param maxFileSize in bytes
     */
    public ConfigEditor editor(long maxFileSize) {
        return new ConfigEditor(store, clock, maxFileSize);
    }

    /** Issues, changes and revokes tokens. */
    public Tokens tokens() {
        return new Tokens(store.tokens(), clock, random);
    }

    /** Adds, changes and removes local accounts. */
    public Accounts accounts() {
        return new Accounts(store, clock, random, firstPassword::forget);
    }

    /** A sweep beside others that use the store: it spares what they may be about to refer to. */
    public StoreSweep sweepBeside() {
        return sweepBeside;
    }

    /**
     * Frees what nothing refers to: beside others that use the store if there may be any, else all of it.
     *
     * @return empty, with nothing done, if another process does that at the moment
     */
    public Optional<BlobStore.Freed> sweep() {
        return lent || leaderships.isPresent()
                ? sweepBeside.run()
                : Optional.of(new Sweep(store, clock, Duration.ZERO, temporary).run());
    }

    /** Re-reads everything. */
    public void verify(StoreVerifier.Listener listener) {
        new StoreVerifier(store, temporary, listener).verify();
    }

    /** Enters a change by the command line into the audit trail of the owner that it concerns, where it is durable. */
    public void audit(AuditAction action, OwnerId owner, Map<AuditEntry.Subject, String> subject) {
        store.audit().append(entry(action, owner, subject));
    }

    /** What the audit trail of the owner that it concerns says of a change by the command line. */
    public AuditEntry entry(AuditAction action, OwnerId owner, Map<AuditEntry.Subject, String> subject) {
        return AuditEntry.builder(clock.instant(), USER, action, AuditEntry.COMMAND_LINE)
                .owner(owner)
                .subject(subject)
                .build();
    }

    /** Begins and ends sessions. */
    public Sessions sessions(Sessions.Limits limits) {
        return new Sessions(store.sessions(), clock, random, executor, limits);
    }

    /** The parts that a server serves. */
    public Backend backend() {
        return new Backend(store, leaderships.isPresent(), firstPassword::forget, clock, random, executor);
    }

    /** Whether it is this process that looks after the store. */
    public Leadership leadership() {
        return leadership(leaderships, "upkeep");
    }

    /** The file of the first account's password, if it was generated. */
    public FirstPasswordFile firstPassword() {
        return firstPassword;
    }

    /**
     * Makes the first account of a store that never had one.
     *
     * @param chosen its password, if one was chosen
     * @param where  the password was chosen, in words
     * @param shown  whether a password that is generated may be shown; else it is left in a file
     * @return what there is to tell the operator
     */
    public String makeFirstAccount(Optional<Password> chosen, String where, boolean shown) {
        FirstAccount first = new FirstAccount(accounts(), firstPassword, random);
        String password;
        try {
            if (chosen.isPresent()) {
                first.add(chosen.get());
                password = " with the password in " + where;
            } else if (shown) {
                password = " with password " + first.addShown()
                        + " (keep it now, it is not shown again; change it with 'erp-config user passwd admin')";
            } else {
                first.addLeft();
                password = "; the password is in " + firstPassword.path() + " until it is changed";
            }
        } catch (ConfigStoreException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            return "another node has just made user admin";
        }
        audit(
                AuditAction.ACCOUNT_ADD,
                FirstAccount.NAME,
                Map.of(AuditEntry.Subject.ACCOUNT, FirstAccount.NAME.value()));
        return "made user admin" + password;
    }

    /** Closes the store; what it has acknowledged is in it. */
    @Override
    public void close() {
        if (lent) {
            return;
        }
        store.close();
        executor.shutdown();
    }
}
