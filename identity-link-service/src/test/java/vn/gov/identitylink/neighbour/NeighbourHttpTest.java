package vn.gov.identitylink.neighbour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourHttpTest {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private final NeighbourHttp http = new NeighbourHttp(Duration.ofSeconds(1));

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void aWholeAnswerIsItsStatusHeadersAndBody() {
        try (RawNeighbour neighbour = RawNeighbour.saying(HEAD + "Content-Length: 4\r\n\r\nhệ")) {
            Reply.Complete complete = assertInstanceOf(Reply.Complete.class, get(neighbour.address()));

            assertEquals(200, complete.status());
            assertEquals("hệ", complete.body());
            assertEquals("Complete[status=200]", complete.toString());
        }
    }

    @Test
    void aBodyOfTheLargestSizeIsRead() {
        int largest = NeighbourHttp.LARGEST_BODY;
        try (RawNeighbour neighbour =
                RawNeighbour.saying(HEAD + "Content-Length: " + largest + "\r\n\r\n" + "x".repeat(largest))) {
            Reply.Complete complete = assertInstanceOf(Reply.Complete.class, get(neighbour.address()));

            assertEquals(largest, complete.body().length());
        }
    }

    @Test
    void anEndlessBodyIsTooLargeAndItsConnectionIsClosed() {
        try (RawNeighbour neighbour = new RawNeighbour(out -> {
            out.write((HEAD + "\r\n").getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(new byte[8192]);
            }
        })) {
            assertEquals(Reply.Failure.TOO_LARGE, get(neighbour.address(), Duration.ofSeconds(5)));
            assertEventually(() -> neighbour.open() == 0);
        }
    }

    @Test
    void aBodyThatTricklesIsATimeOutOfTheWholeExchangeAndItsConnectionIsClosed() {
        try (RawNeighbour neighbour = trickling()) {
            long begin = System.nanoTime();

            assertEquals(Reply.Failure.TIMED_OUT, get(neighbour.address()));

            assertTrue(Duration.ofNanos(System.nanoTime() - begin).compareTo(PATIENCE.multipliedBy(4)) < 0);
            assertEventually(() -> neighbour.open() == 0);
        }
    }

    @Test
    void aHundredSlowExchangesLeaveNoConnectionAndNoThreadBehind() throws Exception {
        Set<Thread> before = clientThreads();
        try (RawNeighbour neighbour = trickling();
                NeighbourHttp shortLived = new NeighbourHttp(Duration.ofSeconds(5));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> replies = IntStream.range(0, 100)
                    .mapToObj(each -> callers.submit(() -> shortLived.exchange(request(neighbour.address()), PATIENCE)))
                    .toList();
            for (Future<Reply> reply : replies) {
                assertInstanceOf(Reply.Failure.class, reply.get());
            }
            assertTrue(neighbour.accepted() > 0);
            assertEventually(() -> neighbour.open() == 0);
        }
        assertEventually(() -> before.containsAll(clientThreads()));
    }

    /** Of every client in this JVM. */
    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no HTTP at all\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n"})
    void whatIsNotHttpIsGarbled(String answer) {
        try (RawNeighbour neighbour = RawNeighbour.saying(answer)) {
            assertEquals(Reply.Failure.GARBLED, get(neighbour.address()));
        }
    }

    @Test
    void aBodyThatIsNotUtf8IsGarbled() {
        try (RawNeighbour neighbour = new RawNeighbour(out -> {
            out.write((HEAD + "Content-Length: 1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(0xCA);
        })) {
            assertEquals(Reply.Failure.GARBLED, get(neighbour.address()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEAD + "Content-Length: 10\r\n\r\nabc",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab"
            })
    void anAnswerThatEndsInTheMiddleIsCut(String answer) {
        try (RawNeighbour neighbour = RawNeighbour.saying(answer)) {
            assertEquals(Reply.Failure.CUT, get(neighbour.address()));
        }
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerIsBrokenOff() {
        try (RawNeighbour neighbour = RawNeighbour.saying("")) {
            assertEquals(Reply.Failure.BROKEN_OFF, get(neighbour.address()));
        }
    }

    @Test
    void nobodyListeningIsNotConnected() throws Exception {
        // Bound without listening: nobody else can take the port, and none of the kernel's queues accepts for it.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

            assertEquals(
                    Reply.Failure.NOT_CONNECTED,
                    get(URI.create("http://" + bound.getLocalAddress().getHostAddress() + ":" + bound.getLocalPort())));
        }
    }

    @Test
    void anUnknownHostIsNotConnected() {
        assertEquals(Reply.Failure.NOT_CONNECTED, get(URI.create("http://registry.invalid/"), Duration.ofSeconds(10)));
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (RawNeighbour elsewhere = RawNeighbour.saying(HEAD + "Content-Length: 0\r\n\r\n");
                RawNeighbour neighbour = RawNeighbour.saying(
                        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + elsewhere.address() + "\r\n\r\n")) {
            assertEquals(
                    302,
                    assertInstanceOf(Reply.Complete.class, get(neighbour.address()))
                            .status());
            assertEquals(0, elsewhere.accepted());
        }
    }

    @Test
    void aServiceThatStopsDoesNotWait() {
        try (RawNeighbour neighbour = trickling()) {
            Thread.currentThread().interrupt();

            assertEquals(Reply.Failure.INTERRUPTED, get(neighbour.address()));
            assertTrue(Thread.interrupted());
        }
    }

    private static RawNeighbour trickling() {
        return new RawNeighbour(out -> {
            out.write((HEAD + "\r\n").getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write('x');
                LockSupport.parkNanos(20_000_000);
            }
        });
    }

    private Reply get(URI address) {
        return get(address, PATIENCE);
    }

    private Reply get(URI address, Duration patience) {
        return http.exchange(request(address), patience);
    }

    private static HttpRequest request(URI address) {
        return HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
    }

    private static void assertEventually(BooleanSupplier condition) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (!condition.getAsBoolean()) {
                LockSupport.parkNanos(5_000_000);
            }
        });
    }
}
