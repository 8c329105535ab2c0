package io.erpconfig.server;

/** The address that a server listens at. */
record ListenAddress(String host, int port) {

    /** The URL, without a slash at its end. */
    String url() {
        return "http://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
