package io.erpconfig.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses, as in {@code 10.0.0.0/8} or {@code fd00::/8}; an address alone is the range of just that one.
 */
public final class Cidr {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})";
    /** The form of an IPv4 address; anything else would be looked up as a name. */
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /** @throws IllegalArgumentException if it is no such range, with a message for the operator */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = address(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> invalid(text));
        int bits = 8 * network.length;
        if (slash >= 0) {
            String length = text.substring(slash + 1);
            if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
                throw invalid(text);
            }
            bits = Integer.parseInt(length);
        }
        return new Cidr(network, bits);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("not an address range such as 10.0.0.0/8: " + text);
    }

    /** An address's bytes; names are not looked up. */
    private static Optional<byte[]> address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether a text is an address; a name is none. */
    static boolean isAddress(String text) {
        return address(text).isPresent();
    }

    /** Whether an address, as a server tells it, is in the range; what is no address is not. */
    public boolean contains(String address) {
        String bare = address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
        int zone = bare.indexOf('%');
        return address(zone < 0 ? bare : bare.substring(0, zone))
                .filter(this::contains)
                .isPresent();
    }

    private boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = 0xFF00 >> Math.min(8, bits - bit) & 0xFF;
            if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
