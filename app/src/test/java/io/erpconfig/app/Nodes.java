package io.erpconfig.app;

import io.erpconfig.server.AdminClient;
import io.erpconfig.store.gridfs.MongoAddress;
import io.erpconfig.testkit.TcpProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two server processes on one database, and what spreads connections over both. */
final class Nodes implements AutoCloseable {

    private final Path folder;
    private final MongoAddress database;
    private final List<ServedStore> servers = new ArrayList<>();

    private Nodes(Path folder, MongoAddress database) {
        this.folder = folder;
        this.database = database;
    }

    /** Starts them, one after the other. */
    static Nodes start(Path folder, MongoAddress database) throws IOException {
        Nodes nodes = new Nodes(folder, database);
        boolean started = false;
        try {
            nodes.servers.add(nodes.startOne(0));
            nodes.servers.add(nodes.startOne(1));
            started = true;
            return nodes;
        } finally {
            if (!started) {
                nodes.close();
            }
        }
    }

    private ServedStore startOne(int number) throws IOException {
        Path own = Files.createDirectories(folder.resolve("node" + number));
        return ServedStore.start(own, arguments(database));
    }

    /** The arguments of a server or command on a database. */
    static Object[] arguments(MongoAddress database) {
        return new Object[] {"--store", "gridfs", "--mongo-uri", database.uri()};
    }

    String url(int number) {
        return servers.get(number).url();
    }

    AdminClient signIn(int number) throws IOException {
        return servers.get(number).signIn();
    }

    /** Both at one address, in turn. */
    TcpProxy together() throws IOException {
        return TcpProxy.to(socket(0), socket(1));
    }

    private InetSocketAddress socket(int number) {
        URI url = URI.create(url(number));
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    /** What a node has said on standard error so far. */
    String log(int number) throws IOException {
        return servers.get(number).process().errors();
    }

    void kill(int number) {
        servers.get(number).close();
    }

    void startAgain(int number) throws IOException {
        servers.set(number, startOne(number));
    }

    Program.Run verify() {
        return verify(folder, database);
    }

    /** Runs {@code verify} on a database. */
    static Program.Run verify(Path folder, MongoAddress database) {
        List<Object> words = new ArrayList<>(List.of("verify"));
        words.addAll(List.of(arguments(database)));
        return Program.onStore(folder).run(words.toArray());
    }

    /** Makes a project of the signed-in user with an empty {@code master}; returns its path behind the API's prefix. */
    static String makeProject(AdminClient client, String name) throws IOException {
        client.json(201, "POST", "projects", AdminClient.JSON.valueToTree(Map.of("name", name, "type", "erp-config")));
        return "projects/" + name + ".erp-config";
    }

    @Override
    public void close() {
        servers.forEach(ServedStore::close);
    }
}
