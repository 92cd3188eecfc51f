package vn.gov.identitylink.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.InvalidValueException;

/**
 * The one place that turns a token into a {@link Caller}. Signature, issuer, audience, type, subject and expiry have been
 * checked by the OpenID Connect layer; what it lets through is refused here: a client that is not on the list, a token
 * from the future or for ever, a role that does not fit the client, a citizen without {@code auth_time}.
 */
@ApplicationScoped
class Callers {

    private static final Set<String> ACTORS =
            Set.of(Actor.CITIZEN, Actor.HOME_PORTAL, Actor.OTHER_PORTAL, Actor.OFFICER, Actor.OPERATOR);

    /** What may go on into queries and audit records. */
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7E]{1,100}");

    private static final Pattern UNIT = Pattern.compile("[\\P{Cc}&&\\P{Cs}]{1,200}");

    /** {@code LoaiTaiKhoan}: 1 a citizen's account, 2 a business's. */
    private static final Set<String> ACCOUNT_KINDS = Set.of("1", "2");

    /** {@code SoDinhDanh}: the person's own citizen number. */
    private static final String CITIZEN_NUMBER = "SoDinhDanh";

    private static final String ACCESS_TOKEN = "Bearer";

    private static final Set<String> HEADER_TYPES = Set.of("", "jwt", "at+jwt");

    private static final String SERVICE_ACCOUNT = "service-account-";

    private final AccessConfig config;
    private final InstantSource clock;

    Callers(AccessConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** What came of reading a token. */
    sealed interface Reading {

        record Accepted(Caller caller) implements Reading {}

        /** @param reason for the log; never a value of the token */
        record Refused(String reason) implements Reading {}
    }

    Reading read(JsonWebToken token, Set<String> roles) {
        try {
            return new Reading.Accepted(caller(new Claims(token), roles));
        } catch (Flaw flaw) {
            return new Reading.Refused(flaw.reason);
        }
    }

    private Caller caller(Claims claims, Set<String> roles) throws Flaw {
        checkKind(claims);
        checkTimes(claims);
        String client = claims.plain("azp");
        String realm = claims.plain("account_realm");
        String actor = onlyActor(roles);
        boolean serviceAccount = claims.startsWith("preferred_username", SERVICE_ACCOUNT);
        return switch (actor) {
            case Actor.CITIZEN -> {
                require(config.citizenClients().contains(client) && !serviceAccount, "client");
                require(ACCOUNT_KINDS.contains(claims.textOrNumber("LoaiTaiKhoan")), "LoaiTaiKhoan");
                yield new Caller.Citizen(
                        realm,
                        client,
                        claims.plain("TechID"),
                        claims.plain("sid"),
                        config.vneidLoginIdp().equals(claims.optional("loginIdp")),
                        authenticatedAt(claims));
            }
            case Actor.HOME_PORTAL, Actor.OTHER_PORTAL -> {
                boolean home = actor.equals(Actor.HOME_PORTAL);
                Set<String> clients = home ? config.homePortalClients() : config.otherPortalClients();
                require(clients.contains(client), "client");
                require(!claims.has("TechID"), "a citizen's claim in a machine's token");
                yield new Caller.Portal(realm, client, home, claims.purposes());
            }
            default -> {
                require(config.staffClients().contains(client) && !serviceAccount, "client");
                require(!claims.has("TechID"), "a citizen's claim in a member of staff's token");
                authenticatedAt(claims);
                yield new Caller.Staff(
                        realm,
                        client,
                        claims.plain("sub"),
                        claims.unit(),
                        claims.number(),
                        actor.equals(Actor.OPERATOR),
                        claims.purposes());
            }
        };
    }

    /**
     * Nothing but an access token with a subject. The OpenID Connect layer accepts a token that does not say what it is,
     * and does not look at the header, where a logout token and others say it (RFC 8725 section 3.11).
     */
    private static void checkKind(Claims claims) throws Flaw {
        claims.plain("sub");
        require(ACCESS_TOKEN.equals(claims.optional("typ")), "typ");
        require(HEADER_TYPES.contains(claims.headerType()), "typ in the header");
    }

    private void checkTimes(Claims claims) throws Flaw {
        Instant issuedAt = claims.instant("iat");
        Instant expiresAt = claims.instant("exp");
        require(!issuedAt.isAfter(clock.instant().plus(config.clockSkew())), "iat in the future");
        require(!expiresAt.isAfter(issuedAt.plus(config.longestTokenLife())), "exp too far from iat");
    }

    /** When this person last proved themselves. A refreshed token keeps it, so {@code iat} is no stand-in. */
    private Instant authenticatedAt(Claims claims) throws Flaw {
        Instant at = claims.instant("auth_time");
        require(!at.isAfter(clock.instant().plus(config.clockSkew())), "auth_time in the future");
        return at;
    }

    private static String onlyActor(Set<String> roles) throws Flaw {
        Set<String> actors = new HashSet<>(roles);
        actors.retainAll(ACTORS);
        require(actors.size() == 1, "not exactly one actor");
        return actors.iterator().next();
    }

    private static void require(boolean holds, String reason) throws Flaw {
        if (!holds) {
            throw new Flaw(reason);
        }
    }

    /** Why a token is nobody's. */
    private static final class Flaw extends Exception {

        private final String reason;

        Flaw(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }

    /** Claims as they are typed, not as they could be read. */
    private record Claims(JsonWebToken token) {

        /** {@code typ} of the header in lower case, empty where there is none. */
        String headerType() {
            String token = token().getRawToken();
            byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
            JsonObject members =
                    Json.createReader(new ByteArrayInputStream(header)).readObject();
            return members.getString("typ", "").toLowerCase(Locale.ROOT);
        }

        boolean has(String name) {
            return token.getClaimNames().contains(name);
        }

        String plain(String name) throws Flaw {
            String text = optional(name);
            if (text == null || !PLAIN.matcher(text).matches()) {
                throw new Flaw(name);
            }
            return text;
        }

        @Nullable
        String optional(String name) throws Flaw {
            if (!has(name)) {
                return null;
            }
            return switch (token.<Object>getClaim(name)) {
                case String text -> text;
                case JsonString text -> text.getString();
                case null, default -> throw new Flaw(name);
            };
        }

        boolean startsWith(String name, String prefix) throws Flaw {
            String text = optional(name);
            return text != null && text.startsWith(prefix);
        }

        String textOrNumber(String name) throws Flaw {
            Object value = has(name) ? token.getClaim(name) : null;
            return value instanceof JsonNumber || value instanceof Number ? value.toString() : plain(name);
        }

        Instant instant(String name) throws Flaw {
            // The token answers 0 for a time that it does not have.
            if (!has(name)) {
                throw new Flaw(name);
            }
            return switch (token.<Object>getClaim(name)) {
                case Long seconds when seconds > 0 -> Instant.ofEpochSecond(seconds);
                case JsonNumber seconds
                when seconds.isIntegral() && seconds.longValue() > 0 -> Instant.ofEpochSecond(seconds.longValue());
                case null, default -> throw new Flaw(name);
            };
        }

        @Nullable
        String unit() throws Flaw {
            String unit = optional("unit");
            if (unit != null && !UNIT.matcher(unit).matches()) {
                throw new Flaw("unit");
            }
            return unit;
        }

        @Nullable
        CitizenNumber number() throws Flaw {
            String number = optional(CITIZEN_NUMBER);
            try {
                return number == null ? null : CitizenNumber.parse(number);
            } catch (InvalidValueException invalid) {
                throw new Flaw(CITIZEN_NUMBER);
            }
        }

        Set<String> purposes() throws Flaw {
            if (!has("processing_purposes")) {
                return Set.of();
            }
            Set<String> purposes = new HashSet<>();
            if (!(token.<Object>getClaim("processing_purposes") instanceof Collection<?> listed)) {
                throw new Flaw("processing_purposes");
            }
            for (Object purpose : listed) {
                if (!(purpose instanceof JsonString text)
                        || !PLAIN.matcher(text.getString()).matches()) {
                    throw new Flaw("processing_purposes");
                }
                purposes.add(text.getString());
            }
            return purposes;
        }
    }
}
