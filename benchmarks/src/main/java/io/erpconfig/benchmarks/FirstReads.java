package io.erpconfig.benchmarks;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobStore;
import io.erpconfig.core.content.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Files that nobody has read before, each by one of three ways in turn: by the driver's calls for it, by the store, and
 * over HTTP from a node. Each file is read once, by one client.
 */
final class FirstReads {

    private static final int WAYS = 3;

    private final byte[] body;
    private final int files;
    private final List<Sha256> digests;

    /**
     * @param body  what each file holds, behind its number
     * @param files each way reads this many of
     */
    FirstReads(byte[] body, int files) {
        this.body = body.clone();
        this.files = files;
        this.digests = IntStream.range(0, WAYS * files)
                .mapToObj(file -> Sha256.of(content(file)))
                .toList();
    }

    /** One of the ways to read a file, by its number. */
    interface Way {
        void read(int file) throws IOException;
    }

    /** Writes all files, to be imported. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int file = 0; file < WAYS * files; file++) {
            Files.write(folder.resolve(path(file)), content(file));
        }
    }

    private static String path(int file) {
        return "f%06d.json".formatted(file);
    }

    private byte[] content(int file) {
        byte[] content = body.clone();
        byte[] number = "%06d".formatted(file).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(number, 0, content, 0, number.length);
        return content;
    }

    Way byDriver(DriverTarget driver) {
        return file -> require(file, driver.read(digests.get(file).hex()).length);
    }

    Way byStore(BlobStore blobs) {
        return file -> require(file, blobs.read(new BlobId(digests.get(file))).length);
    }

    Way overHttp(HttpConnection connection, ProjectReads reads) {
        String header = "PRIVATE-TOKEN: " + reads.token() + "\r\n";
        return file -> {
            String target = ProjectReads.rawFile(reads.repo(), path(file));
            HttpConnection.Answer answer = HttpTarget.require(200, connection.send("GET", target, header, ""));
            require(file, answer.body().length());
        };
    }

    private void require(int file, int length) throws IOException {
        if (length != body.length) {
            throw new IOException(path(file) + " came as " + length + " bytes");
        }
    }

    /** Number of reads of each way that count; those before them warm up. */
    int counted() {
        return files * 2 / 3;
    }

    /** Reads all files, and gives what came of each way. */
    Map<String, SaveLoad.Round> measure(Map<String, Way> ways) throws IOException {
        Map<String, long[]> nanos = new LinkedHashMap<>();
        List<String> names = List.copyOf(ways.keySet());
        names.forEach(name -> nanos.put(name, new long[files]));
        for (int i = 0; i < files; i++) {
            for (int way = 0; way < WAYS; way++) {
                long start = System.nanoTime();
                ways.get(names.get(way)).read(WAYS * i + way);
                nanos.get(names.get(way))[i] = System.nanoTime() - start;
            }
        }
        Map<String, SaveLoad.Round> rounds = new LinkedHashMap<>();
        nanos.forEach((name, all) -> {
            long[] counted = Arrays.copyOfRange(all, files - counted(), files);
            rounds.put(
                    name,
                    SaveLoad.Round.of(
                            LongStream.of(counted), LongStream.of(counted).sum() / 1e9));
        });
        return rounds;
    }
}
