package io.erpconfig.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The yardstick: nginx with one static file, tuned as its manual has it for files. */
final class Nginx implements AutoCloseable {

    private final ChildProcess process;
    private final int port;

    private Nginx(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static Nginx start(Path work, byte[] file) throws IOException {
        Path home = Files.createDirectories(work.resolve("nginx"));
        Files.createDirectories(home.resolve("files"));
        Files.write(home.resolve("files/operations.config.json"), file);
        int port = ChildProcess.freePort();
        Path config = Files.writeString(home.resolve("nginx.conf"), """
                worker_processes auto;
                daemon off;
                user root;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log crit;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    sendfile on;
                    tcp_nopush on;
                    keepalive_requests 1000000000;
                    open_file_cache max=100 inactive=60s;
                    default_type text/plain;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:%2$d;
                        root %1$s/files;
                    }
                }
                """.formatted(home, port));
        // Workers read the file as root here: the folder may be under one that only root can enter.
        ChildProcess process = ChildProcess.start(
                work.resolve("nginx.log"),
                Map.of(),
                List.of("nginx", "-p", home.toString(), "-c", config.toString(), "-e", home + "/error.log"));
        Nginx nginx = new Nginx(process, port);
        nginx.awaitFile();
        return nginx;
    }

    private void awaitFile() throws IOException {
        for (int i = 0; i < 500; i++) {
            try (var in = java.net.URI.create(url()).toURL().openStream()) {
                in.readAllBytes();
                return;
            } catch (IOException e) {
                process.requireAlive();
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        throw new IOException("nginx does not answer");
    }

    String url() {
        return "http://127.0.0.1:" + port + "/operations.config.json";
    }

    @Override
    public void close() {
        process.close();
    }
}
