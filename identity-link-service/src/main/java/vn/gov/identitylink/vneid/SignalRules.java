package vn.gov.identitylink.vneid;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a security event token must say beyond its signature, issuer and audience. */
final class SignalRules {

    private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";

    private static final Map<String, VneidSignal.Kind> KINDS = Map.of(
            RISC + "account-purged", VneidSignal.Kind.ACCOUNT_PURGED,
            RISC + "account-disabled", VneidSignal.Kind.ACCOUNT_DISABLED,
            RISC + "identifier-changed", VneidSignal.Kind.IDENTIFIER_CHANGED);

    /** The order in which events in one token count. */
    private static final List<VneidSignal.Kind> GRAVEST_FIRST = List.of(
            VneidSignal.Kind.ACCOUNT_PURGED,
            VneidSignal.Kind.ACCOUNT_DISABLED,
            VneidSignal.Kind.IDENTIFIER_CHANGED,
            VneidSignal.Kind.OTHER);

    /** What may go on into queries. */
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7E]{1,200}");

    private final VneidConfig config;
    private final InstantSource clock;

    SignalRules(VneidConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** @return nothing when a claim is missing or of another type, or the token is from the future or too old */
    Optional<VneidSignal> signalIn(JWTClaimsSet claims) {
        try {
            @Nullable Map<String, Object> subject = claims.getJSONObjectClaim("sub_id");
            @Nullable Map<String, Object> events = claims.getJSONObjectClaim("events");
            @Nullable String tokenId = claims.getJWTID();
            if (subject == null
                    || events == null
                    || events.isEmpty()
                    || !isPlain(tokenId)
                    || !isTimely(claims.getIssueTime())
                    || !"iss_sub".equals(subject.get("format"))
                    || !config.issuer().toString().equals(subject.get("iss"))
                    || !isPlain(subject.get("sub"))) {
                return Optional.empty();
            }
            VneidSignal.Kind gravest = GRAVEST_FIRST.stream()
                    .filter(kind -> events.keySet().stream()
                            .anyMatch(uri -> KINDS.getOrDefault(uri, VneidSignal.Kind.OTHER) == kind))
                    .findFirst()
                    .orElseThrow();
            return Optional.of(
                    new VneidSignal(tokenId, config.issuer().toString(), String.valueOf(subject.get("sub")), gravest));
        } catch (ParseException ofAnotherType) {
            return Optional.empty();
        }
    }

    private static boolean isPlain(@Nullable Object value) {
        return value instanceof String text && PLAIN.matcher(text).matches();
    }

    private boolean isTimely(@Nullable Date issuedAt) {
        if (issuedAt == null) {
            return false;
        }
        Instant now = clock.instant();
        Instant at = issuedAt.toInstant();
        return !at.isAfter(now.plus(config.clockSkew())) && at.isAfter(now.minus(config.longestSignalAge()));
    }
}
