package io.erpconfig.http;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** The proxies whose {@code X-Forwarded-*} headers count (contract, section 5). */
public final class TrustedProxies {

    private final List<Cidr> ranges;

    public TrustedProxies(List<Cidr> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** Whether what this address says of a request's origin counts. */
    public boolean contains(String address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /**
     * The address that a request came from: the connection's peer, or if that is a trusted proxy, the last one of those
     * that it came by that isn't.
     *
     * @param peer      the connection's other end
     * @param forwarded the values of {@code X-Forwarded-For}, in their order
     */
    public String clientOf(String peer, Enumeration<String> forwarded) {
        String client = bare(peer);
        if (!contains(client)) {
            return client;
        }
        List<String> hops = new ArrayList<>();
        while (forwarded.hasMoreElements()) {
            for (String hop : forwarded.nextElement().split(",")) {
                hops.add(bare(hop.strip()));
            }
        }
        for (int i = hops.size() - 1; i >= 0 && contains(client); i--) {
            if (!Cidr.isAddress(hops.get(i))) {
                break;
            }
            client = hops.get(i);
        }
        return client;
    }

    /** An address without port, brackets and zone, so that each is written in one way. */
    private static String bare(String address) {
        int closed = address.startsWith("[") ? address.indexOf(']') : -1;
        boolean withPort = closed < 0 && address.indexOf(':') > 0 && address.indexOf(':') == address.lastIndexOf(':');
        String inside = closed > 0
                ? address.substring(1, closed)
                : withPort ? address.substring(0, address.indexOf(':')) : address;
        int zone = inside.indexOf('%');
        return zone < 0 ? inside : inside.substring(0, zone);
    }
}
