package io.erpconfig.server;

import io.erpconfig.account.FirstAccount;
import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The hint at a server's start on who may sign in, and where; no secret is in it. */
public final class SignInHint {

    /** Number of accounts that are named; the rest is counted. */
    private static final int NAMED = 5;

    private final ConfigStore store;
    private final Path firstPassword;
    private final boolean platform;
    private final Optional<ProjectKey> example;

    /**
     * @param firstPassword the file of the first account's password, as long as it is there
     * @param platform      whether users sign in at a platform, and not here
     * @param example       the example project, if it is to be looked at
     */
    public SignInHint(ConfigStore store, Path firstPassword, boolean platform, Optional<ProjectKey> example) {
        this.store = store;
        this.firstPassword = firstPassword;
        this.platform = platform;
        this.example = example;
    }

    /** The owner of the example project: a user who may sign in, {@code admin} if possible. */
    public static OwnerId owner(ConfigStore store) {
        List<OwnerId> names = names(store);
        return names.isEmpty() || names.contains(FirstAccount.NAME) ? FirstAccount.NAME : names.get(0);
    }

    private static List<OwnerId> names(ConfigStore store) {
        return store.accounts().list().stream().map(Account::name).toList();
    }

    /**
     * The hint.
     *
     * @param url of the server
     */
    public String text(String url) {
        if (platform) {
            return "who has signed in at the platform is signed in at " + url + "/console/ too; accounts of this store"
                    + " don't count";
        }
        List<OwnerId> names = names(store);
        String console = url + "/console/";
        String whose = example.map(ProjectKey::owner)
                .filter(owner -> !names.contains(owner))
                .map(owner -> "; the example project is " + owner + "'s, who needs an account:"
                        + " 'erp-config user add " + owner + "'")
                .orElse("");
        if (names.isEmpty()) {
            return "nobody can sign in at " + console + " yet; 'erp-config user add NAME' makes an account" + whose;
        }
        String generated = names.contains(FirstAccount.NAME) && Files.exists(firstPassword)
                ? "; the password of " + FirstAccount.NAME + " is in " + firstPassword
                : "";
        return "sign in at " + console + " as " + listed(names) + generated + whose;
    }

    private static String listed(List<OwnerId> names) {
        if (names.size() > NAMED) {
            return listed(names.subList(0, NAMED - 1)) + " and " + (names.size() - NAMED + 1) + " more";
        }
        return names.stream().map(OwnerId::value).collect(Collectors.joining(", "));
    }
}
