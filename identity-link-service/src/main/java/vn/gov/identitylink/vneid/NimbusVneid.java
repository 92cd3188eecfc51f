package vn.gov.identitylink.vneid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.PushedAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.neighbour.NeighbourHttp;

/**
 * VNeID through Nimbus. Discovery is read at the first need and again when it is old; the old one serves on while it
 * cannot be read. A code works only once, so nothing here is ever repeated.
 */
@ApplicationScoped
class NimbusVneid implements Vneid {

    private static final Logger LOG = Logger.getLogger(NimbusVneid.class);
    private static final Duration PAUSE_AFTER_FAILED_DISCOVERY = Duration.ofSeconds(30);

    private record Discovered(VneidProvider provider, Instant refreshAt) {}

    private final VneidConfig config;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final VneidHttp http;
    private final IdTokenRules rules;
    private final SignalRules signalRules;
    private volatile @Nullable Discovered discovered;

    NimbusVneid(VneidConfig config, InstantSource clock, MeterRegistry meters) {
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.http = new VneidHttp(new NeighbourHttp(config.connectTimeout()), config.readTimeout());
        this.rules = new IdTokenRules(config, clock);
        this.signalRules = new SignalRules(config, clock);
    }

    @Override
    public String issuer() {
        return config.issuer().toString();
    }

    @Override
    public Beginning begin(SignInRequest request) {
        Beginning beginning = tryToBegin(request);
        count(
                "begin",
                switch (beginning) {
                    case Beginning.Begun begun -> "begun";
                    case Beginning.Unavailable unavailable -> "unavailable";
                });
        return beginning;
    }

    @Override
    public Ending end(SignInRequest request, String code) {
        Ending ending = tryToEnd(request, code);
        count("end", outcomeOf(ending));
        return ending;
    }

    private static String outcomeOf(Ending ending) {
        return switch (ending) {
            case Ending.SignedIn signedIn -> "signed-in";
            case Ending.Rejected rejected -> "rejected";
            case Ending.Unavailable unavailable -> "unavailable";
        };
    }

    @Override
    public Signalling readSignal(String token) {
        Signalling signalling = tryToReadSignal(token);
        count(
                "signal",
                switch (signalling) {
                    case Signalling.Genuine genuine -> "genuine";
                    case Signalling.Rejected rejected -> "rejected";
                    case Signalling.Unavailable unavailable -> "unavailable";
                });
        return signalling;
    }

    private Signalling tryToReadSignal(String token) {
        try {
            return signalRules
                    .signalIn(provider().signals().process(token, null))
                    .<Signalling>map(Signalling.Genuine::new)
                    .orElseGet(Signalling.Rejected::new);
        } catch (KeySourceException keysAway) {
            logUnusable("signal", keysAway);
            return new Signalling.Unavailable();
        } catch (BadJOSEException | JOSEException | java.text.ParseException notGenuine) {
            return new Signalling.Rejected();
        } catch (IOException | ParseException unusable) {
            logUnusable("signal", unusable);
            return new Signalling.Unavailable();
        }
    }

    private Beginning tryToBegin(SignInRequest request) {
        try {
            VneidProvider provider = provider();
            AuthenticationRequest asked = new AuthenticationRequest.Builder(
                            ResponseType.CODE, new Scope("openid"), client(), request.redirectUri())
                    .endpointURI(provider.authorization())
                    .state(new State(request.state()))
                    .nonce(new Nonce(request.nonce()))
                    .codeChallenge(new CodeVerifier(request.codeVerifier()), CodeChallengeMethod.S256)
                    // Asked for, so that nobody between can have the code sent another way.
                    .responseMode(ResponseMode.QUERY)
                    .prompt(new Prompt(Prompt.Type.LOGIN))
                    .maxAge((int) config.longestAuthenticationAge().toSeconds())
                    .build();
            URI endpoint = provider.pushedAuthorization();
            return endpoint == null
                    ? new Beginning.Begun(asked.toURI(), null)
                    : push(endpoint, provider.authorization(), asked);
        } catch (IOException | ParseException unusable) {
            logUnusable("begin", unusable);
            return new Beginning.Unavailable();
        }
    }

    /** The browser carries only a reference, so it can neither read nor change what is asked (RFC 9126). */
    private Beginning push(URI endpoint, URI authorization, AuthenticationRequest asked)
            throws IOException, ParseException {
        HTTPResponse answer =
                http.send(new PushedAuthorizationRequest(endpoint, authentication(), asked).toHTTPRequest());
        PushedAuthorizationResponse response = PushedAuthorizationResponse.parse(answer);
        if (!response.indicatesSuccess()) {
            throw new ParseException("the pushed request was refused");
        }
        PushedAuthorizationSuccessResponse kept = response.toSuccessResponse();
        URI address = new AuthorizationRequest.Builder(kept.getRequestURI(), client())
                .endpointURI(authorization)
                .build()
                .toURI();
        return new Beginning.Begun(address, Duration.ofSeconds(kept.getLifetime()));
    }

    private Ending tryToEnd(SignInRequest request, String code) {
        if (code.isBlank()) {
            return new Ending.Rejected();
        }
        try {
            VneidProvider provider = provider();
            Optional<JWT> idToken = exchange(provider.token(), request, code);
            return idToken.isEmpty()
                    ? rejected("code")
                    : identityIn(
                                    idToken.get(),
                                    provider.idTokensFor(config.clientId()),
                                    config.clientId(),
                                    request.nonce())
                            .<Ending>map(Ending.SignedIn::new)
                            .orElseGet(() -> rejected("claims"));
        } catch (BadJOSEException notForThisRequest) {
            return rejected(notForThisRequest.getClass().getSimpleName());
        } catch (IOException | ParseException | JOSEException unusable) {
            logUnusable("end", unusable);
            return new Ending.Unavailable();
        }
    }

    @Override
    public Ending judge(String idToken, String clientId, String nonce) {
        Ending ending = tryToJudge(idToken, clientId, nonce);
        count("judge", outcomeOf(ending));
        return ending;
    }

    private Ending tryToJudge(String idToken, String clientId, String nonce) {
        try {
            JWT parsed = JWTParser.parse(idToken);
            return identityIn(parsed, provider().idTokensFor(clientId), clientId, nonce)
                    .<Ending>map(Ending.SignedIn::new)
                    .orElseGet(() -> rejected("claims"));
        } catch (java.text.ParseException notAToken) {
            return rejected("format");
        } catch (KeySourceException keysAway) {
            logUnusable("judge", keysAway);
            return new Ending.Unavailable();
        } catch (BadJOSEException | JOSEException notForThisRequest) {
            return rejected(notForThisRequest.getClass().getSimpleName());
        } catch (IOException | ParseException unusable) {
            logUnusable("judge", unusable);
            return new Ending.Unavailable();
        }
    }

    private Optional<VneidIdentity> identityIn(JWT idToken, IDTokenValidator validator, String clientId, String nonce)
            throws BadJOSEException, JOSEException {
        try {
            return rules.identityOf(validator.validate(idToken, new Nonce(nonce)), clientId);
        } catch (IllegalArgumentException emptyClaim) {
            // Nimbus makes a value of a claim that is there but empty, and throws.
            return Optional.empty();
        }
    }

    /** @return nothing when the provider says that this code is not for this request */
    private Optional<JWT> exchange(URI endpoint, SignInRequest request, String code)
            throws IOException, ParseException {
        HTTPResponse answer = http.send(new TokenRequest.Builder(
                        endpoint,
                        authentication(),
                        new AuthorizationCodeGrant(
                                new AuthorizationCode(code),
                                request.redirectUri(),
                                new CodeVerifier(request.codeVerifier())))
                .build()
                .toHTTPRequest());
        TokenResponse response = OIDCTokenResponseParser.parse(answer);
        if (response.indicatesSuccess()) {
            return Optional.of(idTokenIn(response.toSuccessResponse().getTokens()));
        }
        if (OAuth2Error.INVALID_GRANT.equals(response.toErrorResponse().getErrorObject())) {
            return Optional.empty();
        }
        throw new ParseException("the exchange was refused with status " + answer.getStatusCode());
    }

    private static JWT idTokenIn(Tokens tokens) throws ParseException {
        if (tokens instanceof OIDCTokens openId && openId.getIDToken() != null) {
            return openId.getIDToken();
        }
        throw new ParseException("the exchange gave no ID token");
    }

    private VneidProvider provider() throws IOException, ParseException {
        Discovered known = discovered;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.refreshAt())) {
            return known.provider();
        }
        try {
            VneidProvider provider = VneidProvider.discover(config, http, known == null ? null : known.provider());
            discovered = new Discovered(provider, now.plus(config.metadataLifetime()));
            return provider;
        } catch (IOException | ParseException unusable) {
            if (known == null) {
                throw unusable;
            }
            logUnusable("discovery", unusable);
            discovered = new Discovered(known.provider(), now.plus(PAUSE_AFTER_FAILED_DISCOVERY));
            return known.provider();
        }
    }

    private ClientID client() {
        return new ClientID(config.clientId());
    }

    private ClientAuthentication authentication() {
        return new ClientSecretBasic(client(), new Secret(config.clientSecret()));
    }

    /** Says which check failed. Messages of Nimbus repeat issuers, nonces and numbers, and are never logged. */
    private static Ending rejected(String check) {
        LOG.warnf("A VNeID sign-in was rejected: %s", check);
        return new Ending.Rejected();
    }

    private static void logUnusable(String step, Exception reason) {
        LOG.errorf("VNeID cannot be used (%s): %s", step, reason.getClass().getSimpleName());
    }

    private void count(String step, String outcome) {
        meters.counter("vneid.answers", "step", step, "outcome", outcome).increment();
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
