package vn.gov.identitylink.neighbour;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A neighbour that writes whatever it likes, and sees when its callers are gone. */
public final class RawNeighbour implements AutoCloseable {

    /** What every connection gets after its request; returning closes the connection. */
    public interface Behaviour {
        void answer(OutputStream out) throws IOException;
    }

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    public RawNeighbour(Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Writes this and hangs up. */
    static RawNeighbour saying(String text) {
        return new RawNeighbour(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                open.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (socket.getInputStream().read(new byte[8192]) > 0) {
                behaviour.answer(socket.getOutputStream());
            }
        } catch (IOException callerIsGone) {
            // What the test waits for.
        } finally {
            open.decrementAndGet();
        }
    }

    public URI address() {
        return URI.create("http://localhost:" + server.getLocalPort());
    }

    int accepted() {
        return accepted.get();
    }

    /** How many connections a caller still holds. */
    int open() {
        return open.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException alreadyClosed) {
            throw new UncheckedIOException(alreadyClosed);
        }
    }
}
