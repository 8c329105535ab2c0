package io.erpconfig.server;

import static java.util.Objects.requireNonNull;

import io.erpconfig.cetec.CetecConnector;
import io.erpconfig.console.ConsoleSettings;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.session.Sessions;
import io.erpconfig.http.BaseUrl;
import io.erpconfig.http.SessionLookup;
import io.erpconfig.http.TrustedProxies;
import io.erpconfig.http.limit.ConnectionLimits;
import io.erpconfig.http.read.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings on how a server is reached, and on what it lets through.
 *
 * @param host        to listen at
 * @param port        0 for any free one
 * @param baseUrl     tells under which URL clients reach it
 * @param proxies     which tell the addresses of clients
 * @param maxFileSize in bytes
 * @param connections limits of them
 * @param maxWatchers how many clients may wait for a change at a time
 * @param sessions    when sessions end by themselves
 * @param platform    that this server lives behind, and whose sessions count; none if users sign in here
 * @param cetec       asks an ERP for its customers, and is closed with the server; none if there is no ERP
 */
public record ServerSettings(
        String host,
        int port,
        BaseUrl baseUrl,
        TrustedProxies proxies,
        long maxFileSize,
        ConnectionLimits connections,
        int maxWatchers,
        Sessions.Limits sessions,
        Optional<Platform> platform,
        Optional<CetecConnector> cetec) {

    /**
     * A platform that signs its users in itself.
     *
     * @param sessions tell who has signed in there
     * @param pages    where one signs in and out there
     */
    public record Platform(SessionLookup sessions, ConsoleSettings.Platform pages) {

        public Platform {
            requireNonNull(sessions, "sessions");
            requireNonNull(pages, "pages");
        }
    }

    /** The default limits of sessions: after eight hours without use, and after a week. */
    public static final Sessions.Limits DEFAULT_SESSIONS = new Sessions.Limits(Duration.ofHours(8), Duration.ofDays(7));

    /** Settings for a free port of this machine, with defaults for all else. */
    public static ServerSettings onThisMachine() {
        return new ServerSettings(
                "127.0.0.1",
                0,
                BaseUrl.ofRequest(List.of()),
                new TrustedProxies(List.of()),
                ConfigEditor.DEFAULT_MAX_FILE_SIZE,
                ConnectionLimits.defaults(),
                Waiting.DEFAULT_MOST,
                DEFAULT_SESSIONS,
                Optional.empty(),
                Optional.empty());
    }

    public ServerSettings {
        requireNonNull(host, "host");
        requireNonNull(baseUrl, "baseUrl");
        requireNonNull(proxies, "proxies");
        requireNonNull(connections, "connections");
        requireNonNull(sessions, "sessions");
        requireNonNull(platform, "platform");
        requireNonNull(cetec, "cetec");
    }
}
