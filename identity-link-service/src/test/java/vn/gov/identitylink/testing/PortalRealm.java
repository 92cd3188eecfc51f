package vn.gov.identitylink.testing;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import java.util.Map;

/** The portal realm as the service sees it: discovery and keys. {@link Tokens} mints its tokens. */
public final class PortalRealm {

    static final RSAKey KEY = SigningKey.create("portal-1");

    private final TestServer server = new TestServer();

    PortalRealm() {
        String issuer = issuer();
        server.route(
                "/realms/portal/.well-known/openid-configuration",
                request -> TestServer.Answer.json(
                        200,
                        Map.of(
                                "issuer",
                                issuer,
                                "authorization_endpoint",
                                issuer + "/auth",
                                "token_endpoint",
                                issuer + "/token",
                                "jwks_uri",
                                issuer + "/certs",
                                "response_types_supported",
                                List.of("code"),
                                "subject_types_supported",
                                List.of("public"),
                                "id_token_signing_alg_values_supported",
                                List.of("RS256"))));
        server.route("/realms/portal/certs", request -> TestServer.Answer.json(200, SigningKey.published(KEY)));
    }

    /** The issuer of citizens', portals' and staff's tokens. */
    public String issuer() {
        return server.address() + "/realms/portal";
    }

    /** How the realm's server fails; the service keeps the keys that it has. */
    public void fail(Fault fault) {
        server.fail(fault);
    }

    public void heal() {
        server.fail(Fault.NONE);
    }

    void stop() {
        server.stop();
    }
}
