package io.erpconfig.benchmarks;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The least that a durable save can cost: its bytes appended to one file, and the file synced. */
final class AppendTarget implements SaveTarget {

    private final FileChannel file;

    private AppendTarget(FileChannel file) {
        this.file = file;
    }

    /** Argument: the folder for the file. */
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0], "appended");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND)) {
            new SaveLoad(new AppendTarget(file)).answerRounds();
        }
    }

    @Override
    public synchronized void save(int project, String path, String content) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(true);
    }
}
