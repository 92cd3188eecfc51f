package vn.gov.populationregistry;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Hides the admin API where it is not enabled, before anybody asks for a token. */
@Singleton
class AdminGate {

    // Filters are made before the configuration is.
    private final Provider<AdminConfig> config;

    AdminGate(Provider<AdminConfig> config) {
        this.config = config;
    }

    @ServerRequestFilter(preMatching = true)
    @Nullable
    Response check(UriInfo uri, HttpHeaders headers) {
        return uri.getPath().startsWith(AdminResource.PATH) && !config.get().enabled()
                ? Problem.NOT_FOUND.answer(headers)
                : null;
    }
}
