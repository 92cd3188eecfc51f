package vn.gov.identitylink.linking;

import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.registry.RegistryAnswer;

/** What became of a completion. */
sealed interface LinkOutcome {

    /** The account is linked with the identity that signed in: now, or by this same completion before. */
    record Linked(Link link, boolean now) implements LinkOutcome {}

    record NotFound() implements LinkOutcome {}

    /** State or issuer are not this attempt's; the attempt stays open for the right ones. */
    record NotThisAttempt() implements LinkOutcome {}

    record Expired() implements LinkOutcome {}

    /** Another device signed in, and nobody said what the first screen shows; the attempt stays open. */
    record ConfirmationCodeMissing() implements LinkOutcome {}

    /** No digits were shown for this attempt, so none can be entered. */
    record ConfirmationCodeNotExpected() implements LinkOutcome {}

    /** The same completion is running. */
    record InProgress() implements LinkOutcome {}

    /** The attempt ended before, with another code or without a link. */
    record Used() implements LinkOutcome {}

    /** The registry gave no answer to rely on; the same completion may be tried again. */
    record RegistryFailed(RegistryAnswer.Failed failure) implements LinkOutcome {}

    /** VNeID gave no answer; the same completion may be tried again. */
    record ProviderUnavailable() implements LinkOutcome {}

    /** A rule refuses the link; the attempt is over and nothing else changed. */
    record Refused(Reason reason) implements LinkOutcome {}

    /** The rules that a link must satisfy, in the order in which they are checked. */
    enum Reason {
        /** Who signed in on the second device does not see the first screen, or mistyped: there is no second guess. */
        CONFIRMATION_CODE_WRONG(ProblemCode.CONFIRMATION_CODE_WRONG),
        /** The provider does not know the code, or its ID token is not for this attempt or not fresh. */
        ASSERTION_REJECTED(ProblemCode.IDENTITY_ASSERTION_REJECTED),
        /** Only level 2, as returned, can be linked. */
        LEVEL_INSUFFICIENT(ProblemCode.VNEID_LEVEL_INSUFFICIENT),
        /** The account's number is not matched any more. */
        NUMBER_NOT_MATCHED(ProblemCode.NUMBER_NOT_MATCHED),
        /** Account and VNeID show different numbers. */
        NUMBERS_DIFFER(ProblemCode.IDENTITY_MISMATCH),
        /** The registry, asked now, does not know the account's number, name and birth date together. */
        REGISTRY_DIFFERS(ProblemCode.IDENTITY_NOT_MATCHED),
        /** Deceased, missing, or under correction; told only after the VNeID proof. */
        NOT_ELIGIBLE(ProblemCode.CITIZEN_NOT_ELIGIBLE),
        /** The account is linked with another identity. */
        ACCOUNT_ALREADY_LINKED(ProblemCode.ACCOUNT_ALREADY_LINKED),
        /** Nothing but the new sign-in vouches for taking the place of the link that is there. */
        REPLACEMENT_NOT_PROVED(ProblemCode.REPLACEMENT_NOT_PROVED),
        /** The identity, or its number, is linked with another account; whose is not told. */
        VNEID_ALREADY_LINKED(ProblemCode.VNEID_ALREADY_LINKED);

        private final ProblemCode code;

        Reason(ProblemCode code) {
            this.code = code;
        }

        ProblemCode code() {
            return code;
        }
    }
}
