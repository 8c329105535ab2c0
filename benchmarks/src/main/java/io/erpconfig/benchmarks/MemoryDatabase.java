package io.erpconfig.benchmarks;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.OutputStream;

/**
 * A server of MongoDB's protocol in memory, for machines without a real one. Prints its address, and ends when its
 * standard input does.
 */
final class MemoryDatabase {

    private MemoryDatabase() {}

    public static void main(String[] args) throws Exception {
        MongoServer server = new MongoServer(new MemoryBackend());
        System.out.println(server.bindAndGetConnectionString());
        System.in.transferTo(OutputStream.nullOutputStream());
        server.shutdownNow();
    }
}
