package vn.gov.identitylink.linking;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a change in a link's life. */
public sealed interface LinkChange {

    /**
     * As wanted, now or before.
     *
     * @param caseId the case that was opened with it, if any
     */
    record Done(Link link, @Nullable UUID caseId) implements LinkChange {}

    record NotFound() implements LinkChange {}

    /** It is over, and has no life any more. */
    record Ended() implements LinkChange {}

    /** Somebody stronger than the caller holds it. */
    record HeldByAnother() implements LinkChange {}

    /** The law demands the link. */
    record RemovalNotAllowed() implements LinkChange {}

    /** Another operator has not confirmed that something is wrong with it. */
    record NotConfirmed() implements LinkChange {}

    /** Needs a fresh sign-in through VNeID in another session than the one that made the link. */
    record StepUpRequired() implements LinkChange {}
}
