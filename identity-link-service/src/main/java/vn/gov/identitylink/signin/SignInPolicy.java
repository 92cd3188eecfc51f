package vn.gov.identitylink.signin;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.time.Clocks;

/**
 * What a legal text says about signing in, between two dates. Days begin at midnight in {@code Asia/Ho_Chi_Minh}.
 *
 * @param name stays the same over the versions of one rule
 * @param audience whose accounts
 * @param accountKinds with which accounts; never electronic identities
 * @param effectiveUntil the last day; absent for ever
 * @param skipLimit how often the notice can be skipped; absent for as often as one likes
 * @param outage what becomes of {@code LINK_REQUIRED} while nobody can link
 * @param replaces policies that are passed over while this one is in force: the only way to loosen one
 */
@Schema(
        name = "SignInPolicyContent",
        requiredProperties = {
            "name",
            "legalBasis",
            "audience",
            "accountKinds",
            "mode",
            "effectiveFrom",
            "outage",
            "exemptions",
            "replaces",
            "notice"
        })
record SignInPolicy(
        @Schema(pattern = "^[a-z0-9-]{1,60}$", examples = "decree-69-2024-citizens")
        String name,

        @Schema(maxLength = 300, examples = "Nghị định số 69/2024/NĐ-CP, Điều 40 khoản 4")
        String legalBasis,

        AccountKind audience,
        Set<SignInKind> accountKinds,
        PolicyMode mode,
        @Schema(description = "The first day.") LocalDate effectiveFrom,
        @Schema(description = "The last day.") @Nullable LocalDate effectiveUntil,

        @Schema(
                description = "How often the notice can be skipped; absent: without limit.",
                minimum = "0",
                maximum = "1000")
        @Nullable
        Integer skipLimit,

        OutageClause outage,
        List<Exemption> exemptions,

        @Schema(description = "Policies that are passed over while this one is in force.")
        List<UUID> replaces,

        Notice notice) {

    /** What a registry that cannot be asked means for a citizen who must link today. */
    enum OutageClause {
        /** Nothing: they must wait. */
        NONE,
        /** They are let in with the notice. */
        ALLOW_WITH_NOTICE
    }

    /** Kinds of account for which the policy is a mere notice until a day. */
    @Schema(
            name = "SignInExemption",
            requiredProperties = {"accountKinds", "until", "reason"})
    record Exemption(
            Set<SignInKind> accountKinds,
            @Schema(description = "The last day.") LocalDate until,
            @Schema(maxLength = 300) String reason) {

        public Exemption {
            accountKinds = Set.copyOf(accountKinds);
        }
    }

    /** What a person is told (letter, screen 2). {@code {date}} stands for the day from which linking is required. */
    @Schema(
            name = "SignInNotice",
            requiredProperties = {"version", "vi", "en"})
    record Notice(@Schema(minimum = "1") int version, NoticeText vi, NoticeText en) {}

    @Schema(
            name = "SignInNoticeText",
            requiredProperties = {"title", "legalText", "requirement", "skip", "signIn"})
    record NoticeText(
            @Schema(maxLength = 200) String title,
            @Schema(maxLength = 2000) String legalText,
            @Schema(maxLength = 2000) String requirement,

            @Schema(description = "On the button that skips.", maxLength = 60)
            String skip,

            @Schema(description = "On the button that leads to VNeID.", maxLength = 60)
            String signIn) {}

    public SignInPolicy {
        accountKinds = Set.copyOf(accountKinds);
        exemptions = List.copyOf(exemptions);
        replaces = List.copyOf(replaces);
    }

    Instant begins() {
        return effectiveFrom.atStartOfDay(Clocks.VIETNAM).toInstant();
    }

    boolean isInForce(Instant at) {
        return !at.isBefore(begins()) && (effectiveUntil == null || at.isBefore(endOf(effectiveUntil)));
    }

    boolean isAbout(AccountKind whose, SignInKind kind) {
        return audience == whose && accountKinds.contains(kind);
    }

    /** How hard it presses on that kind of account at that time. */
    PolicyMode modeFor(SignInKind kind, Instant at) {
        return exemptions.stream()
                        .anyMatch(exempt -> exempt.accountKinds().contains(kind) && at.isBefore(endOf(exempt.until())))
                ? PolicyMode.NOTICE
                : mode;
    }

    /** The first instants at which this policy may say something else than before. */
    List<Instant> boundaries() {
        List<Instant> boundaries = new ArrayList<>(List.of(begins()));
        if (effectiveUntil != null) {
            boundaries.add(endOf(effectiveUntil));
        }
        exemptions.forEach(exempt -> boundaries.add(endOf(exempt.until())));
        return boundaries;
    }

    private static Instant endOf(LocalDate lastDay) {
        return lastDay.plusDays(1).atStartOfDay(Clocks.VIETNAM).toInstant();
    }
}
