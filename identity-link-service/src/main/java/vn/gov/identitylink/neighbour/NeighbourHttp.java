package vn.gov.identitylink.neighbour;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange with another system. The whole of it, connection and body included, ends within the given time, a
 * body is never held beyond {@value #LARGEST_BODY} bytes, redirects are not followed, and an exchange that is given up
 * gives back its connection.
 *
 * <p>The JDK's client, because the REST client of Quarkus can limit neither the whole time nor the size of an answer: its
 * read timeout starts again with every byte, and it reads bodies into memory whatever their size.
 */
public final class NeighbourHttp implements AutoCloseable {

    /** As large as the largest JSON body that this service itself accepts. */
    public static final int LARGEST_BODY = 64 * 1024;

    private final HttpClient client;

    /** @param connectTimeout for TCP and TLS; a neighbour that is up answers in milliseconds */
    public NeighbourHttp(Duration connectTimeout) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /** Sends the request and waits for the whole answer, but no longer than {@code patience}. */
    public Reply exchange(HttpRequest request, Duration patience) {
        AtomicBoolean answering = new AtomicBoolean();
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, head -> {
            answering.set(true);
            return new LimitedBody();
        });
        try {
            HttpResponse<byte[]> response = exchange.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return complete(response);
        } catch (TimeoutException tooLate) {
            exchange.cancel(true);
            return Reply.Failure.TIMED_OUT;
        } catch (InterruptedException stopping) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            return Reply.Failure.INTERRUPTED;
        } catch (ExecutionException failed) {
            return failureOf(failed.getCause(), answering.get());
        }
    }

    private static Reply complete(HttpResponse<byte[]> response) {
        try {
            String body = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response.body()))
                    .toString();
            return new Reply.Complete(response.statusCode(), response.headers(), body);
        } catch (CharacterCodingException notText) {
            return Reply.Failure.GARBLED;
        }
    }

    private static Reply.Failure failureOf(@Nullable Throwable cause, boolean answering) {
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof BodyTooLargeException) {
                return Reply.Failure.TOO_LARGE;
            }
            if (reason instanceof ConnectException
                    || reason instanceof HttpConnectTimeoutException
                    || reason instanceof SSLException) {
                return Reply.Failure.NOT_CONNECTED;
            }
        }
        if (answering) {
            return Reply.Failure.CUT;
        }
        return cause instanceof IOException && !(cause instanceof ProtocolException)
                ? Reply.Failure.BROKEN_OFF
                : Reply.Failure.GARBLED;
    }

    /** Gives up what is in flight and ends the client's threads. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    private static final class BodyTooLargeException extends IOException {

        BodyTooLargeException() {
            super("a neighbour's answer is larger than " + LARGEST_BODY + " bytes");
        }
    }

    /** Collects a body and cancels the exchange as soon as it is too large. */
    private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

        private final HttpResponse.BodySubscriber<byte[]> whole = HttpResponse.BodySubscribers.ofByteArray();
        private Flow.@Nullable Subscription subscription;
        private long length;

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            whole.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            length += part.stream().mapToLong(ByteBuffer::remaining).sum();
            if (length > LARGEST_BODY) {
                Objects.requireNonNull(subscription).cancel();
                whole.onError(new BodyTooLargeException());
            } else {
                whole.onNext(part);
            }
        }

        @Override
        public void onError(Throwable reason) {
            whole.onError(reason);
        }

        @Override
        public void onComplete() {
            whole.onComplete();
        }
    }
}
