package vn.gov.identitylink.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A neighbour on a free port of this machine, with faults at will. */
final class TestServer {

    static final ObjectMapper JSON = new ObjectMapper();

    /** What a path answers. */
    interface Answering {
        Answer answer(Request request) throws IOException;
    }

    record Request(String method, String query, Map<String, String> headers, String body) {

        /** The parameters of the address. */
        Map<String, String> parameters() {
            return TestServer.parameters(query);
        }

        /** The body as a form; a repeated name keeps its last value. */
        Map<String, String> form() {
            return TestServer.parameters(body);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    record Answer(int status, String contentType, String body, Map<String, String> headers) {

        static Answer json(int status, Object body) {
            try {
                return new Answer(status, "application/json", JSON.writeValueAsString(body), Map.of());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }

    private final HttpServer server;
    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch release = new CountDownLatch(0);
    private int calls;

    TestServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "test-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    void route(String path, Answering answering) {
        server.createContext(path, exchange -> {
            try (exchange) {
                count();
                serve(exchange, answering);
            }
        });
    }

    private void serve(HttpExchange exchange, Answering answering) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        @Nullable String query = exchange.getRequestURI().getRawQuery();
        Request request = new Request(exchange.getRequestMethod(), query == null ? "" : query, headers, body);
        switch (fault) {
            case NONE -> send(exchange, answering.answer(request));
            case DOWN -> send(exchange, new Answer(503, "text/plain", "down", Map.of("Retry-After", "7")));
            case RESET -> {} // Closing the exchange without an answer closes the connection.
            case SLOW -> {
                awaitRelease();
                send(exchange, answering.answer(request));
            }
            case GARBAGE -> send(exchange, new Answer(200, "application/json", "{\"outcome\":[[", Map.of()));
        }
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns as soon as this many requests have arrived. */
    synchronized void awaitCalls(int expected) {
        long patience = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        try {
            while (calls < expected) {
                long left = TimeUnit.NANOSECONDS.toMillis(patience - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("only " + calls + " of " + expected + " requests arrived");
                }
                wait(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void count() {
        calls++;
        notifyAll();
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    synchronized void fail(Fault next) {
        CountDownLatch held = release;
        release = new CountDownLatch(next == Fault.SLOW ? 1 : 0);
        fault = next;
        held.countDown();
    }

    boolean isFailing() {
        return fault != Fault.NONE;
    }

    /** How many requests have arrived, failed ones too. */
    synchronized int calls() {
        return calls;
    }

    void stop() {
        fail(Fault.NONE);
        server.stop(0);
    }

    static Map<String, String> parameters(String encoded) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                parameters.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
