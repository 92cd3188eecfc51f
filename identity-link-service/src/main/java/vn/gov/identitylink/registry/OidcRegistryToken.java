package vn.gov.identitylink.registry;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.runtime.TokensHelper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Client credentials of {@code quarkus.oidc-client}, kept until they expire or are refused. */
@ApplicationScoped
class OidcRegistryToken implements RegistryToken {

    private static final Logger LOG = Logger.getLogger(OidcRegistryToken.class);

    private final OidcClient client;
    private final TokensHelper tokens = new TokensHelper();
    private final AtomicBoolean refused = new AtomicBoolean();

    OidcRegistryToken(OidcClient client) {
        this.client = client;
    }

    @Override
    public Optional<String> get(Duration patience) {
        return tokens.getTokens(client, Map.of(), refused.getAndSet(false))
                .map(got -> Optional.of(got.getAccessToken()))
                .ifNoItem()
                .after(patience)
                .fail()
                .onFailure()
                .recoverWithItem(OidcRegistryToken::none)
                .await()
                .indefinitely();
    }

    private static Optional<String> none(Throwable reason) {
        LOG.warnf("No token for the registry: %s", reason.getClass().getSimpleName());
        return Optional.empty();
    }

    @Override
    public void refused() {
        refused.set(true);
    }
}
