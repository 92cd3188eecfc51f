package vn.gov.identitylink.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** How the service presents itself over HTTP. */
@ConfigMapping(prefix = "identity-link.http")
public interface HttpConfig {

    /**
     * Where callers reach the service, without a slash at the end. It begins the {@code type} of every problem, which
     * callers may compare: changing it changes those identifiers. Never derived from a request, whose {@code Host} is
     * the caller's.
     */
    @WithDefault("http://localhost:8080")
    URI publicUrl();
}
