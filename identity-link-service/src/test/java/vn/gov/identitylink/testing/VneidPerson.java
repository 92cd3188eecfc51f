package vn.gov.identitylink.testing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who signs in to VNeID.
 *
 * @param claims what the ID token says differently from the truth; a null value leaves the claim out
 */
public record VneidPerson(
        String subject, String number, int level, Instant authenticatedAt, Map<String, @Nullable Object> claims) {

    /** A synthetic citizen who signs in now. */
    public static VneidPerson of(SyntheticCitizen citizen) {
        String number = Objects.requireNonNull(citizen.number());
        return new VneidPerson(
                UUID.nameUUIDFromBytes(number.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString(),
                number,
                Objects.requireNonNull(citizen.vneid()).level(),
                Instant.now(),
                Map.of());
    }

    public static VneidPerson of(String key) {
        return of(SyntheticCitizen.of(key));
    }

    /** The same person with another identity at the provider. */
    public VneidPerson withSubject(String other) {
        return new VneidPerson(other, number, level, authenticatedAt, claims);
    }

    public VneidPerson withNumber(String other) {
        return new VneidPerson(subject, other, level, authenticatedAt, claims);
    }

    public VneidPerson atLevel(int other) {
        return new VneidPerson(subject, number, other, authenticatedAt, claims);
    }

    public VneidPerson authenticatedAt(Instant other) {
        return new VneidPerson(subject, number, level, other, claims);
    }

    /** The ID token claims this instead. */
    public VneidPerson claiming(String claim, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(claims);
        more.put(claim, value);
        return new VneidPerson(subject, number, level, authenticatedAt, more);
    }

    @Override
    public String toString() {
        return "VneidPerson[level=" + level + "]";
    }
}
