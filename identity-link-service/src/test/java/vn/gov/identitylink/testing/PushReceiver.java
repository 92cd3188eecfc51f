package vn.gov.identitylink.testing;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/** A portal's endpoint for pushed events (RFC 8935), which answers as a test says. */
public final class PushReceiver {

    /** What it says to one event. */
    public record Saying(int status, String body, Map<String, String> headers) {

        public static Saying of(int status) {
            return new Saying(status, "", Map.of());
        }

        /** RFC 8935 section 2.3. */
        public static Saying refusal(String err) {
            return new Saying(400, "{\"err\":\"" + err + "\"}", Map.of());
        }
    }

    private static final Saying RECEIVED = Saying.of(202);

    private final TestServer server = new TestServer();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private volatile IntFunction<Saying> script = count -> RECEIVED;

    PushReceiver() {
        server.route("/events", request -> {
            received.add(request.body());
            Saying saying = script.apply(received.size());
            return new TestServer.Answer(saying.status(), "application/json", saying.body(), saying.headers());
        });
    }

    public URI url() {
        return server.address().resolve("/events");
    }

    /** Every token that arrived, in order, whatever was said to it. */
    public List<String> received() {
        return List.copyOf(received);
    }

    /** From now on it says this to the nth event, counted from 1 since it was last cleared. */
    public void say(IntFunction<Saying> next) {
        script = next;
    }

    public void fail(Fault fault) {
        server.fail(fault);
    }

    /** Nothing has arrived, and everything works. */
    public void clear() {
        server.fail(Fault.NONE);
        script = count -> RECEIVED;
        received.clear();
    }

    void stop() {
        server.stop();
    }
}
