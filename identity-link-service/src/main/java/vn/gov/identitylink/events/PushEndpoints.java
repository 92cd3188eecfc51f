package vn.gov.identitylink.events;

import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import vn.gov.identitylink.citizen.InvalidValueException;

/**
 * Where events may be pushed to: HTTPS, at a host that is registered for the receiver, whose addresses are public. The
 * host's certificate says that it is the one; so an address that changes between the look and the connection reaches
 * nobody else.
 */
@Singleton
class PushEndpoints {

    private static final int LONGEST = 500;

    private final EventsConfig config;

    PushEndpoints(EventsConfig config) {
        this.config = config;
    }

    /** @throws InvalidValueException {@code endpoint-format} or {@code endpoint-not-registered} */
    URI parse(String clientId, String text) {
        URI endpoint = uri(text);
        boolean https = "https".equals(endpoint.getScheme());
        boolean local = "http".equals(endpoint.getScheme()) && config.pushToPrivateAddresses();
        if (text.length() > LONGEST
                || endpoint.getHost() == null
                || endpoint.getUserInfo() != null
                || endpoint.getFragment() != null
                || !(https || local)) {
            throw new InvalidValueException("endpoint-format");
        }
        if (!config.pushHosts().getOrDefault(clientId, Set.of()).contains(endpoint.getRawAuthority())) {
            throw new InvalidValueException("endpoint-not-registered");
        }
        return endpoint;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new InvalidValueException("endpoint-format");
        }
    }

    /**
     * Whether it is still registered and nothing behind its name is inside: asked before each push, since registrations are
     * withdrawn and names move.
     */
    boolean mayBeReached(String clientId, URI endpoint) {
        try {
            return parse(clientId, endpoint.toString()).equals(endpoint)
                    && (config.pushToPrivateAddresses()
                            || Arrays.stream(InetAddress.getAllByName(endpoint.getHost()))
                                    .allMatch(PushEndpoints::isPublic));
        } catch (InvalidValueException | UnknownHostException notNow) {
            return false;
        }
    }

    /** Neither this machine, nor a network behind our own walls, nor one for something else (RFC 6890). */
    static boolean isPublic(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && !isSpecial(address.getAddress(), address instanceof Inet6Address);
    }

    private static boolean isSpecial(byte[] bytes, boolean six) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (six) {
            // Unique local (fc00::/7), NAT64 (64:ff9b::/96), 6to4 (2002::/16): what they lead to is not known here.
            return (first & 0xfe) == 0xfc || (first == 0x00 && second == 0x64) || (first == 0x20 && second == 0x02);
        }
        return first == 0
                || first >= 240
                || (first == 100 && (second & 0xc0) == 64)
                || (first == 198 && (second & 0xfe) == 18)
                || (first == 192 && second == 0);
    }
}
