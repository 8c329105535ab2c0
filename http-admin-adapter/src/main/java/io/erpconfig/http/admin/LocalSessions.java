package io.erpconfig.http.admin;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.account.Account;
import io.erpconfig.core.account.AccountRegistry;
import io.erpconfig.core.session.Session;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.core.session.SignedIn;
import io.erpconfig.http.RequestCookies;
import io.erpconfig.http.SessionLookup;
import java.util.List;
import java.util.Optional;

/** The sessions of local accounts. Safe for any number of threads. */
public final class LocalSessions implements SessionLookup {

    private final Sessions sessions;
    private final AccountRegistry accounts;

    /** @param accounts without an account there is no session */
    public LocalSessions(Sessions sessions, AccountRegistry accounts) {
        this.sessions = requireNonNull(sessions, "sessions");
        this.accounts = requireNonNull(accounts, "accounts");
    }

    @Override
    public Optional<SignedIn> find(RequestCookies cookies) {
        return all(cookies).stream()
                .flatMap(session -> accounts.find(session.user()).map(account -> of(account, session)).stream())
                .findFirst();
    }

    /** The sessions that a request came with: more than one if a sibling host has added a cookie of its own. */
    List<Session> all(RequestCookies cookies) {
        return cookies.values(SessionCookie.NAME).stream()
                .flatMap(value -> sessions.find(value).stream())
                .toList();
    }

    private static SignedIn of(Account account, Session session) {
        return new SignedIn(account.name(), account.name().value(), account.email(), Optional.of(session.id()));
    }
}
