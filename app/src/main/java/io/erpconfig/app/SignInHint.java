package io.erpconfig.app;

import io.erpconfig.account.FirstAccount;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.opening.OpenStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The hint at a server's start on who may sign in, and where; no secret is in it. */
final class SignInHint {

    /** Number of accounts that are named; the rest is counted. */
    private static final int NAMED = 5;

    private final OpenStore open;
    private final Platform platform;
    private final Optional<ProjectKey> example;

    /** @param example the example project, if it is to be looked at */
    SignInHint(OpenStore open, Platform platform, Optional<ProjectKey> example) {
        this.open = open;
        this.platform = platform;
        this.example = example;
    }

    /** The owner of the example project: a user who may sign in, {@code admin} if possible. */
    static OwnerId owner(OpenStore open) {
        List<OwnerId> names = names(open);
        return names.isEmpty() || names.contains(FirstAccount.NAME) ? FirstAccount.NAME : names.get(0);
    }

    private static List<OwnerId> names(OpenStore open) {
        return open.store().accounts().list().stream().map(Account::name).toList();
    }

    /** @param url of the server */
    String text(String url) {
        if (platform.sessions().isPresent()) {
            return "who has signed in at the platform is signed in at " + url + "/console/ too; accounts of this store"
                    + " don't count";
        }
        List<OwnerId> names = names(open);
        String console = url + "/console/";
        String whose = example.map(ProjectKey::owner)
                .filter(owner -> !names.contains(owner))
                .map(owner -> "; the example project is " + owner + "'s, who needs an account:"
                        + " 'erp-config user add " + owner + "'")
                .orElse("");
        if (names.isEmpty()) {
            return "nobody can sign in at " + console + " yet; 'erp-config user add NAME' makes an account" + whose;
        }
        Path password = open.firstPassword().path();
        String generated = names.contains(FirstAccount.NAME) && Files.exists(password)
                ? "; the password of " + FirstAccount.NAME + " is in " + password
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
