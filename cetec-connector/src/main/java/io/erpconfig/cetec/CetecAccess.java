package io.erpconfig.cetec;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.token.TokenGate;
import io.erpconfig.http.SessionLookup;
import io.erpconfig.http.TrustedProxies;
import java.time.Clock;

/**
 * What lets callers in, and notes what they do.
 *
 * @param sessions tell who has signed in
 * @param gate     lets tokens in
 * @param audit    the trail of who was told a password
 * @param proxies  which tell the addresses of clients
 * @param clock    dates the answers and the trail
 */
public record CetecAccess(SessionLookup sessions, TokenGate gate, AuditLog audit, TrustedProxies proxies, Clock clock) {

    public CetecAccess {
        requireNonNull(sessions, "sessions");
        requireNonNull(gate, "gate");
        requireNonNull(audit, "audit");
        requireNonNull(proxies, "proxies");
        requireNonNull(clock, "clock");
    }
}
