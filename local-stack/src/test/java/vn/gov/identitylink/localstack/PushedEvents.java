package vn.gov.identitylink.localstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The other portal's endpoint for pushed events: takes each event once by its id, and fails when it is told to. */
final class PushedEvents implements AutoCloseable {

    /** What may come instead of a 202; the event then counts as not received. */
    enum Fault {
        STATUS_500,
        STATUS_400_WITHOUT_A_WORD,
        GARBAGE,
        BROKEN_OFF
    }

    private final HttpServer server;
    private final Set<String> received = new ConcurrentSkipListSet<>();
    private final AtomicReference<@Nullable Fault> next = new AtomicReference<>();

    PushedEvents(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/events", this::receive);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/events";
    }

    /** The next event meets this. */
    void failOnce(Fault fault) {
        next.set(fault);
    }

    /** The ids ({@code jti}) of what was taken. */
    Set<String> received() {
        return new TreeSet<>(received);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            Fault fault = next.getAndSet(null);
            if (fault == null) {
                received.add(Tokens.claims(token).path("jti").asText());
                exchange.sendResponseHeaders(202, -1);
                return;
            }
            switch (fault) {
                case STATUS_500 -> exchange.sendResponseHeaders(500, -1);
                case STATUS_400_WITHOUT_A_WORD -> exchange.sendResponseHeaders(400, -1);
                case GARBAGE -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(new byte[] {1, 2, 3});
                }
                case BROKEN_OFF -> {} // Closing without an answer closes the connection.
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
