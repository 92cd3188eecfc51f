package vn.gov.identitylink.vneid;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.time.Duration;
import vn.gov.identitylink.neighbour.NeighbourHttp;
import vn.gov.identitylink.neighbour.Reply;

/** Lets Nimbus speak through {@link NeighbourHttp}, which bounds every exchange. */
final class VneidHttp implements HTTPRequestSender, ResourceRetriever, AutoCloseable {

    private final NeighbourHttp http;
    private final Duration patience;

    VneidHttp(NeighbourHttp http, Duration patience) {
        this.http = http;
        this.patience = patience;
    }

    /** @throws IOException without any answer in time; its message names the kind of failure and no data */
    HTTPResponse send(HTTPRequest request) throws IOException {
        return request.send(this);
    }

    HTTPResponse get(URI uri) throws IOException {
        return send(new HTTPRequest(HTTPRequest.Method.GET, uri));
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        String body = request.getBody();
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI())
                .method(
                        request.getMethod().name(),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return switch (http.exchange(builder.build(), patience)) {
            case Reply.Failure failure -> throw new IOException(failure.name());
            case Reply.Complete complete -> {
                HTTPResponse response = new HTTPResponse(complete.status());
                complete.headers()
                        .map()
                        .forEach((name, values) -> response.setHeader(name, values.toArray(String[]::new)));
                response.setBody(complete.body());
                yield response;
            }
        };
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        HTTPResponse response = get(URI.create(url.toString()));
        if (response.getStatusCode() != HTTPResponse.SC_OK) {
            throw new IOException("status " + response.getStatusCode());
        }
        return new Resource(response.getBody(), response.getHeaderValue("Content-Type"));
    }

    @Override
    public void close() {
        http.close();
    }
}
