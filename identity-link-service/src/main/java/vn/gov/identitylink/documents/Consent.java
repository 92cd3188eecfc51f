package vn.gov.identitylink.documents;

import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;

/** A consent that a citizen gave at a portal: to which words, and when (Law 91/2025 art. 9). */
record Consent(String noticeVersion, String noticeSha256, Instant at) {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** When a consent can have been given on which something is asked now: not later, and not too long ago. */
    record Period(Instant earliest, Instant latest) {

        static Period until(Instant now, DocumentsConfig config) {
            return new Period(now.minus(config.consentValidity()), now);
        }
    }

    @Schema(
            name = "Consent",
            description = "What the citizen consented to, as the portal recorded it.",
            requiredProperties = {"noticeVersion", "noticeSha256", "givenAt"})
    record Request(
            @Schema(description = "Version of the notice shown.", maxLength = DocumentRequest.LONGEST_CODE) @Nullable
            String noticeVersion,

            @Schema(description = "SHA-256 of the notice shown, in hexadecimal.", pattern = "^[0-9a-f]{64}$") @Nullable
            String noticeSha256,

            @Schema(format = "date-time") @Nullable String givenAt) {

        /** @param possible when it can have been given */
        @Nullable
        Consent read(String pointer, FieldErrors errors, Period possible) {
            @Nullable
            String version = errors.required(pointer + "/noticeVersion", noticeVersion, DocumentRequest::code);
            @Nullable String digest = errors.required(pointer + "/noticeSha256", noticeSha256, Request::sha256);
            @Nullable
            Instant at =
                    errors.required(pointer + "/givenAt", givenAt, text -> FieldFormats.instant(text, Instant.EPOCH));
            if (at != null && at.isAfter(possible.latest())) {
                errors.add(pointer + "/givenAt", "in-the-future");
            }
            if (at != null && at.isBefore(possible.earliest())) {
                errors.add(pointer + "/givenAt", "too-long-ago");
            }
            return version == null || digest == null || at == null ? null : new Consent(version, digest, at);
        }

        private static String sha256(String text) {
            if (!SHA_256.matcher(text).matches()) {
                throw new InvalidValueException("digest-format");
            }
            return text;
        }
    }

    static @Nullable String versionOf(@Nullable Consent consent) {
        return consent == null ? null : consent.noticeVersion();
    }

    static @Nullable String digestOf(@Nullable Consent consent) {
        return consent == null ? null : consent.noticeSha256();
    }

    static @Nullable Instant timeOf(@Nullable Consent consent) {
        return consent == null ? null : Objects.requireNonNull(consent.at());
    }
}
