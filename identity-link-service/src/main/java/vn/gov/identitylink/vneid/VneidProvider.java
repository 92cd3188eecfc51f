package vn.gov.identitylink.vneid;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What discovery says, as this service may use it.
 *
 * @param authorization where the browser goes
 * @param pushedAuthorization RFC 9126, where the provider has it
 * @param keys {@code jwks_uri}
 * @param idTokensFor makes what validates signature, issuer, audience, times and nonce of a client's ID tokens with those keys
 * @param signals validates signature, type, issuer and audience of security event tokens with those keys
 */
record VneidProvider(
        URI authorization,
        @Nullable URI pushedAuthorization,
        URI token,
        URI keys,
        Function<String, IDTokenValidator> idTokensFor,
        JWTProcessor<SecurityContext> signals) {

    /** Never {@code none}, and never a symmetric one, whose key would be the public key or our secret. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

    private static final long KEYS_LIFETIME_MILLIS = 300_000;

    /**
     * Reads discovery.
     *
     * @param known what an earlier discovery said, whose key cache lives on when the keys have not moved
     * @throws IOException when it does not answer
     * @throws ParseException when it answers something else, or names another issuer than the configured one
     */
    static VneidProvider discover(VneidConfig config, VneidHttp http, @Nullable VneidProvider known)
            throws IOException, ParseException {
        HTTPResponse answer = http.get(config.discoveryUrl());
        answer.ensureStatusCode(HTTPResponse.SC_OK);
        OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(answer.getBodyAsJSONObject());
        if (!metadata.getIssuer().getValue().equals(config.issuer().toString())) {
            throw new ParseException("discovery names another issuer");
        }
        URI pushed = metadata.getPushedAuthorizationRequestEndpointURI();
        URI keys = backChannel(config, metadata.getJWKSetURI());
        return new VneidProvider(
                browser(config, metadata.getAuthorizationEndpointURI()),
                pushed == null ? null : backChannel(config, pushed),
                backChannel(config, metadata.getTokenEndpointURI()),
                keys,
                known != null && known.keys().equals(keys) ? known.idTokensFor() : validators(config, http, keys),
                known != null && known.keys().equals(keys) ? known.signals() : signals(config, http, keys));
    }

    private static JWTProcessor<SecurityContext> signals(VneidConfig config, VneidHttp http, URI keys)
            throws ParseException {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("secevent+jwt")));
        // Anybody can send a token with an invented key id, so that the keys are not read again for each.
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keySource(config, http, keys, true)));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                config.clientId(),
                new JWTClaimsSet.Builder().issuer(config.issuer().toString()).build(),
                Set.of("jti", "iat", "events", "sub_id")));
        return processor;
    }

    private static JWKSource<SecurityContext> keySource(
            VneidConfig config, VneidHttp http, URI keys, boolean rateLimited) throws ParseException {
        try {
            return JWKSourceBuilder.create(keys.toURL(), http)
                    .cache(KEYS_LIFETIME_MILLIS, 2 * config.readTimeout().toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(rateLimited)
                    .build();
        } catch (MalformedURLException notHttp) {
            throw new ParseException("discovery names no URL of keys", notHttp);
        }
    }

    /** All share one cache of keys, which a token of an unknown key renews: only who may link can send one. */
    private static Function<String, IDTokenValidator> validators(VneidConfig config, VneidHttp http, URI keys)
            throws ParseException {
        JWKSource<SecurityContext> source = keySource(config, http, keys, false);
        return clientId -> {
            IDTokenValidator validator = new IDTokenValidator(
                    new Issuer(config.issuer()),
                    new ClientID(clientId),
                    new JWSVerificationKeySelector<>(ALGORITHMS, source),
                    null);
            validator.setMaxClockSkew((int) config.clockSkew().toSeconds());
            return validator;
        };
    }

    IDTokenValidator idTokensFor(String clientId) {
        return idTokensFor.apply(clientId);
    }

    private static URI backChannel(VneidConfig config, @Nullable URI named) throws ParseException {
        URI endpoint = required(named);
        return isAt(config.issuer(), endpoint) ? movedTo(config.discoveryUrl(), endpoint) : endpoint;
    }

    private static URI browser(VneidConfig config, @Nullable URI named) throws ParseException {
        URI endpoint = required(named);
        return isAt(config.discoveryUrl(), endpoint) || isAt(config.issuer(), endpoint)
                ? movedTo(config.browserUrl().orElse(config.issuer()), endpoint)
                : endpoint;
    }

    private static URI required(@Nullable URI endpoint) throws ParseException {
        if (endpoint == null) {
            throw new ParseException("discovery lacks an endpoint");
        }
        return endpoint;
    }

    private static boolean isAt(URI place, URI endpoint) {
        return Objects.equals(place.getScheme(), endpoint.getScheme())
                && Objects.equals(place.getRawAuthority(), endpoint.getRawAuthority());
    }

    private static URI movedTo(URI place, URI endpoint) {
        String query = endpoint.getRawQuery();
        return URI.create(place.getScheme() + "://" + place.getRawAuthority() + endpoint.getRawPath()
                + (query == null ? "" : "?" + query));
    }
}
