package io.erpconfig.store.gridfs;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerListener;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What is wrong where a database can't be used, and what to do about it, in words instead of the driver's. It takes note of
 * what each server said last: one that isn't what the connection string asks for is dropped by the driver without a word.
 */
final class Diagnosis implements ServerListener {

    private static final int UNAUTHORIZED = 13;

    private final MongoAddress address;
    private final Map<ServerAddress, ServerDescription> servers = new ConcurrentHashMap<>();

    Diagnosis(MongoAddress address) {
        this.address = address;
    }

    @Override
    public void serverDescriptionChanged(ServerDescriptionChangedEvent event) {
        ServerDescription server = event.getNewDescription();
        if (server.isOk() || server.getException() != null) {
            servers.put(server.getAddress(), server);
        }
    }

    /** What an error means; the driver's own words where there are no better ones. */
    String explain(MongoException e) {
        if (e.getCode() == UNAUTHORIZED) {
            return missingRight();
        }
        if (e instanceof MongoSecurityException && e.getCause() instanceof MongoCommandException) {
            return "user '" + user()
                    + "' can't sign in: its name or password is wrong, or it was made in another database"
                    + " than the connection string says, as by authSource=admin";
        }
        boolean unreachable = e instanceof MongoTimeoutException || e instanceof MongoSocketException;
        return (unreachable || e instanceof MongoSecurityException ? worst(e) : Optional.<String>empty())
                .orElse(String.valueOf(e.getMessage()));
    }

    private String missingRight() {
        String role = "the role readWrite on database '" + address.database() + "'";
        return address.connection().getCredential() == null
                ? "the server wants a user: name one that has " + role + ", as in mongodb://USER:PASSWORD@host/…"
                : "user '" + user() + "' may not do this: give it " + role;
    }

    private String user() {
        return Optional.ofNullable(address.connection().getCredential())
                .map(MongoCredential::getUserName)
                .orElse("");
    }

    /** What is wrong with the server that says most, or with the call's own connection. */
    private Optional<String> worst(MongoException e) {
        return Stream.concat(
                        servers.values().stream()
                                .sorted(Comparator.comparing(
                                        server -> server.getAddress().toString()))
                                .flatMap(server -> wrongWith(server).stream()),
                        connection(e, "the server").stream())
                .findFirst()
                .or(this::noPrimary);
    }

    private Optional<String> wrongWith(ServerDescription server) {
        String host = server.getAddress().toString();
        if (server.getException() != null) {
            return connection(server.getException(), host);
        }
        String required = address.connection().getRequiredReplicaSetName();
        if (required == null || required.equals(server.getSetName())) {
            return Optional.empty();
        }
        return Optional.of(
                server.getSetName() == null
                        ? host + " is no member of a replica set: leave replicaSet=" + required + " out"
                        : host + " is a member of replica set '" + server.getSetName() + "': say replicaSet="
                                + server.getSetName() + " instead of " + required);
    }

    private Optional<String> connection(Throwable broken, String host) {
        if (find(broken, UnknownHostException.class).isPresent()) {
            return Optional.of("nobody knows the host of " + host + ": see how it is written in the connection string");
        }
        if (find(broken, CertificateException.class).isPresent()) {
            return Optional.of("the certificate of " + host + " is not to be trusted ("
                    + root(broken).getMessage()
                    + "): it must name the host, and its authority be in the trust store that"
                    + " ERP_CONFIG_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE names");
        }
        if (find(broken, SSLException.class).isPresent()) {
            return Optional.of(host + " does not speak TLS as the connection string asks for ("
                    + root(broken).getMessage() + "): leave tls=true out if it speaks none");
        }
        if (find(broken, ConnectException.class).isPresent()) {
            return Optional.of("nobody listens at " + host + ": see whether it runs, and whether the address is right");
        }
        if (broken instanceof MongoSocketReadException && !isEncrypted()) {
            return Optional.of(host + " ends connections at once: add tls=true if it wants TLS");
        }
        return find(broken, MongoSocketException.class).map(socket -> host + ": " + socket.getMessage());
    }

    private boolean isEncrypted() {
        return Boolean.TRUE.equals(address.connection().getSslEnabled());
    }

    private Optional<String> noPrimary() {
        if (servers.isEmpty() && address.connection().isSrvProtocol()) {
            return Optional.of("the DNS does not say which servers it stands for: see how it is written");
        }
        String members = servers.values().stream()
                .filter(ServerDescription::isReplicaSetMember)
                .map(server -> server.getAddress().toString())
                .sorted()
                .collect(Collectors.joining(", "));
        return members.isEmpty()
                ? Optional.empty()
                : Optional.of("none of " + members + " is the primary: see whether a majority of the members runs");
    }

    private static Throwable root(Throwable broken) {
        return causes(broken).reduce((one, cause) -> cause).orElse(broken);
    }

    private static <T extends Throwable> Optional<T> find(Throwable broken, Class<T> type) {
        return causes(broken).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> causes(Throwable broken) {
        return Stream.iterate(broken, each -> each != null, Throwable::getCause).limit(20);
    }
}
