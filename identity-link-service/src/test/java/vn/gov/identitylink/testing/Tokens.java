package vn.gov.identitylink.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An access token of the portal realm, as Keycloak makes it for each kind of caller; every claim and the signature can be
 * made wrong. {@link #toString()} is the token.
 */
public final class Tokens {

    public static final String REALM = "national-public-service-portal";
    public static final List<String> HOME_PORTAL_PURPOSES = List.of("2.000889", "1.004873", "account-linking");
    public static final List<String> OTHER_PORTAL_PURPOSES = List.of("1.004873");

    /** The officers' own citizen number: a synthetic one, like everybody's. */
    public static final String OFFICER_NUMBER = "003079700001";

    private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    private RSAKey key = PortalRealm.KEY;
    private @Nullable String keyId = PortalRealm.KEY.getKeyID();
    private JWSAlgorithm algorithm = JWSAlgorithm.RS256;
    private JOSEObjectType type = JOSEObjectType.JWT;

    private Tokens(String client, String subject, String role) {
        Instant now = Instant.now();
        claims.put("iss", TestWorld.get().portal().issuer());
        claims.put(
                "sub",
                UUID.nameUUIDFromBytes(subject.getBytes(StandardCharsets.UTF_8)).toString());
        claims.put("aud", List.of("identity-link-service"));
        claims.put("azp", client);
        claims.put("typ", "Bearer");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plusSeconds(300).getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("scope", "identity-link-service");
        claims.put("account_realm", REALM);
        claims.put("realm_access", Map.of("roles", List.of(role, "default-roles-portal")));
    }

    /** A citizen signed in ten seconds ago with the portal account of this TechID. */
    public static Tokens citizen(String techId) {
        return new Tokens("portal-web", techId, "citizen")
                .with("TechID", techId)
                .with("LoaiTaiKhoan", "1")
                .with("sid", UUID.randomUUID().toString())
                .authenticatedAt(Instant.now().minusSeconds(10));
    }

    public static Tokens homePortal() {
        return new Tokens("home-portal", "home-portal", "home-portal")
                .with("preferred_username", "service-account-home-portal")
                .with("processing_purposes", HOME_PORTAL_PURPOSES);
    }

    public static Tokens otherPortal() {
        return new Tokens("province-portal", "province-portal", "other-portal")
                .with("preferred_username", "service-account-province-portal")
                .with("processing_purposes", OTHER_PORTAL_PURPOSES);
    }

    public static Tokens officer() {
        return new Tokens("staff-desk", "officer", "officer")
                .with("unit", "21583")
                .with("SoDinhDanh", OFFICER_NUMBER)
                .with("processing_purposes", List.of("1.004873"))
                .authenticatedAt(Instant.now().minusSeconds(10));
    }

    /** Another officer of the same unit. */
    public static Tokens secondOfficer() {
        return new Tokens("staff-desk", "second-officer", "officer")
                .with("unit", "21583")
                .with("SoDinhDanh", "003079700002")
                .with("processing_purposes", List.of("1.004873"))
                .authenticatedAt(Instant.now().minusSeconds(10));
    }

    public static Tokens operator() {
        return new Tokens("staff-desk", "operator", "operator")
                .with("processing_purposes", List.of("account-linking"))
                .authenticatedAt(Instant.now().minusSeconds(10));
    }

    /** Signed in through VNeID. */
    public Tokens throughVneid() {
        return with("loginIdp", "BCA");
    }

    /** When the person proved themselves. */
    public Tokens authenticatedAt(Instant at) {
        return with("auth_time", at.getEpochSecond());
    }

    public Tokens inRealm(String realm) {
        return with("account_realm", realm);
    }

    public Tokens roles(String... roles) {
        return with("realm_access", Map.of("roles", List.of(roles)));
    }

    public Tokens with(String claim, @Nullable Object value) {
        claims.put(claim, value);
        return this;
    }

    public Tokens without(String claim) {
        claims.remove(claim);
        return this;
    }

    /** Signed by somebody else who claims to be the realm: another key under the realm's key id. */
    public Tokens forged() {
        key = SigningKey.create(PortalRealm.KEY.getKeyID());
        return this;
    }

    /** Signed with a key that the realm does not publish. */
    public Tokens signedWithUnknownKey() {
        key = SigningKey.create("unknown");
        keyId = "unknown";
        return this;
    }

    public Tokens withoutKeyId() {
        keyId = null;
        return this;
    }

    public Tokens algorithm(JWSAlgorithm other) {
        algorithm = other;
        return this;
    }

    public Tokens headerType(String other) {
        type = new JOSEObjectType(other);
        return this;
    }

    /** RFC 8725 section 2.1: the algorithm {@code none}. */
    public String unsigned() {
        return new PlainJWT(claimsSet()).serialize();
    }

    /** RFC 8725 section 2.1: HMAC with the public key as its secret. */
    public String macedWithPublicKey() {
        try {
            return serialize(
                    JWSAlgorithm.HS256, new MACSigner(key.toRSAPublicKey().getEncoded()));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        try {
            return serialize(algorithm, new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String serialize(JWSAlgorithm signedWith, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(signedWith).keyID(keyId).type(type).build(), claimsSet());
        token.sign(signer);
        return token.serialize();
    }

    private JWTClaimsSet claimsSet() {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder().serializeNullClaims(true);
        claims.forEach(set::claim);
        return set.build();
    }
}
