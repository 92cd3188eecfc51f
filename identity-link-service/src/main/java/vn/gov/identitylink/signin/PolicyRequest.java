package vn.gov.identitylink.signin;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;

/** A policy as an operator sends it; every component is untrusted. */
@Schema(name = "SignInPolicyDraft", implementation = SignInPolicy.class)
record PolicyRequest(
        @Nullable String name,
        @Nullable String legalBasis,
        @Nullable String audience,
        @Nullable List<@Nullable String> accountKinds,
        @Nullable String mode,
        @Nullable String effectiveFrom,
        @Nullable String effectiveUntil,
        @Nullable Integer skipLimit,
        @Nullable String outage,
        @Nullable List<@Nullable ExemptionRequest> exemptions,
        @Nullable List<@Nullable String> replaces,
        @Nullable NoticeRequest notice) {

    record ExemptionRequest(
            @Nullable List<@Nullable String> accountKinds,
            @Nullable String until,
            @Nullable String reason) {}

    record NoticeRequest(
            @Nullable Integer version,
            @Nullable NoticeTextRequest vi,
            @Nullable NoticeTextRequest en) {}

    record NoticeTextRequest(
            @Nullable String title,
            @Nullable String legalText,
            @Nullable String requirement,
            @Nullable String skip,
            @Nullable String signIn) {}

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,60}");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ISO_LOCAL_DATE.withResolverStyle(ResolverStyle.STRICT);
    private static final int MOST_SKIPS = 1000;
    private static final int MOST_ENTRIES = 20;

    SignInPolicy read() {
        FieldErrors errors = new FieldErrors();
        @Nullable
        String readName = errors.required("/name", name, text -> {
            if (!NAME.matcher(text).matches()) {
                throw new InvalidValueException("name-format");
            }
            return text;
        });
        @Nullable String basis = text(errors, "/legalBasis", legalBasis, 300);
        @Nullable
        AccountKind whose = errors.required("/audience", audience, text -> FieldFormats.word(AccountKind.class, text));
        Set<SignInKind> kinds = kinds(errors, "/accountKinds", accountKinds);
        @Nullable
        PolicyMode readMode = errors.required("/mode", mode, text -> FieldFormats.word(PolicyMode.class, text));
        @Nullable LocalDate from = errors.required("/effectiveFrom", effectiveFrom, PolicyRequest::date);
        @Nullable LocalDate until = errors.optional("/effectiveUntil", effectiveUntil, PolicyRequest::date);
        if (from != null && until != null && until.isBefore(from)) {
            errors.add("/effectiveUntil", "before-effective-from");
        }
        if (skipLimit != null && (skipLimit < 0 || skipLimit > MOST_SKIPS)) {
            errors.add("/skipLimit", "range");
        }
        SignInPolicy.@Nullable OutageClause clause =
                errors.required("/outage", outage, text -> FieldFormats.word(SignInPolicy.OutageClause.class, text));
        List<SignInPolicy.Exemption> exempt = exemptions(errors);
        List<UUID> replaced = replaced(errors);
        SignInPolicy.@Nullable Notice readNotice = notice(errors);
        errors.throwIfAny();
        return new SignInPolicy(
                Objects.requireNonNull(readName),
                Objects.requireNonNull(basis),
                Objects.requireNonNull(whose),
                kinds,
                Objects.requireNonNull(readMode),
                Objects.requireNonNull(from),
                until,
                skipLimit,
                Objects.requireNonNull(clause),
                exempt,
                replaced,
                Objects.requireNonNull(readNotice));
    }

    private List<SignInPolicy.Exemption> exemptions(FieldErrors errors) {
        List<SignInPolicy.Exemption> read = new ArrayList<>();
        List<@Nullable ExemptionRequest> given = bounded(errors, "/exemptions", exemptions);
        for (int i = 0; i < given.size(); i++) {
            ExemptionRequest one = given.get(i);
            String at = "/exemptions/" + i;
            if (one == null) {
                errors.add(at, "required");
                continue;
            }
            Set<SignInKind> kinds = kinds(errors, at + "/accountKinds", one.accountKinds());
            @Nullable LocalDate until = errors.required(at + "/until", one.until(), PolicyRequest::date);
            @Nullable String reason = text(errors, at + "/reason", one.reason(), 300);
            if (until != null && reason != null) {
                read.add(new SignInPolicy.Exemption(kinds, until, reason));
            }
        }
        return read;
    }

    private List<UUID> replaced(FieldErrors errors) {
        List<UUID> read = new ArrayList<>();
        List<@Nullable String> given = bounded(errors, "/replaces", replaces);
        for (int i = 0; i < given.size(); i++) {
            @Nullable UUID id = errors.required("/replaces/" + i, given.get(i), PolicyRequest::id);
            if (id != null) {
                read.add(id);
            }
        }
        return read;
    }

    private SignInPolicy.@Nullable Notice notice(FieldErrors errors) {
        if (notice == null) {
            errors.add("/notice", "required");
            return null;
        }
        @Nullable Integer version = notice.version();
        if (version == null || version < 1) {
            errors.add("/notice/version", version == null ? "required" : "range");
        }
        SignInPolicy.@Nullable NoticeText vi = noticeText(errors, "/notice/vi", notice.vi());
        SignInPolicy.@Nullable NoticeText en = noticeText(errors, "/notice/en", notice.en());
        return version == null || vi == null || en == null ? null : new SignInPolicy.Notice(version, vi, en);
    }

    private static SignInPolicy.@Nullable NoticeText noticeText(
            FieldErrors errors, String at, @Nullable NoticeTextRequest given) {
        if (given == null) {
            errors.add(at, "required");
            return null;
        }
        @Nullable String title = text(errors, at + "/title", given.title(), 200);
        @Nullable String legalText = text(errors, at + "/legalText", given.legalText(), 2000);
        @Nullable String requirement = text(errors, at + "/requirement", given.requirement(), 2000);
        @Nullable String skip = text(errors, at + "/skip", given.skip(), 60);
        @Nullable String signIn = text(errors, at + "/signIn", given.signIn(), 60);
        return title == null || legalText == null || requirement == null || skip == null || signIn == null
                ? null
                : new SignInPolicy.NoticeText(title, legalText, requirement, skip, signIn);
    }

    /** A policy about electronic identities would lock out those who did what the law asks. */
    private static Set<SignInKind> kinds(FieldErrors errors, String at, @Nullable List<@Nullable String> given) {
        Set<SignInKind> kinds = new HashSet<>();
        List<@Nullable String> words = bounded(errors, at, given);
        for (int i = 0; i < words.size(); i++) {
            @Nullable
            SignInKind kind = errors.required(at + "/" + i, words.get(i), text -> {
                SignInKind read = FieldFormats.word(SignInKind.class, text);
                if (read.isElectronicIdentity()) {
                    throw new InvalidValueException("electronic-identity");
                }
                return read;
            });
            if (kind != null) {
                kinds.add(kind);
            }
        }
        if (words.isEmpty()) {
            errors.add(at, "required");
        }
        return kinds;
    }

    private static <T> List<@Nullable T> bounded(FieldErrors errors, String at, @Nullable List<@Nullable T> given) {
        if (given != null && given.size() > MOST_ENTRIES) {
            errors.add(at, "too-many");
            return List.of();
        }
        return given == null ? List.of() : given;
    }

    private static @Nullable String text(FieldErrors errors, String at, @Nullable String given, int longest) {
        return errors.required(at, given, text -> FieldFormats.prose(text, longest));
    }

    private static LocalDate date(String text) {
        try {
            LocalDate date = LocalDate.parse(text, DATE);
            if (date.getYear() < 2000 || date.getYear() > 2100) {
                throw new InvalidValueException("date-range");
            }
            return date;
        } catch (DateTimeParseException invalid) {
            throw new InvalidValueException("date-format");
        }
    }

    static UUID id(String text) {
        return FieldFormats.identifier(text, "policy-id-format");
    }
}
