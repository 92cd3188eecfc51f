package vn.gov.identitylink.outbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The facts that others hear about, in the past tense. The constant in kebab-case is the stored word. */
public enum EventType {
    /** The home portal registered an account. */
    ACCOUNT_REGISTERED,
    /** Number, name or birth date were declared anew: ticks are gone. */
    IDENTITY_DECLARED,
    /** Phone or e-mail changed. */
    CONTACT_CHANGED,
    /** The citizen confirmed what the population database matched. */
    NUMBER_MATCHED,
    /** An account was bound to a VNeID identity; sessions older than this are to be revoked by the home portal. */
    LINKED,
    /** A link is held: nobody signs in with it, and the home portal revokes sessions older than this. */
    LINK_SUSPENDED,
    /** A held link works again. */
    LINK_RESUMED,
    /** A link is over: the account is not linked any more, and the home portal revokes sessions older than this. */
    LINK_ENDED,
    /** Another link took the place of one: the same person, another identity at VNeID. */
    LINK_REPLACED,
    /** The account is closed for signing in: its owner uses another one, which is linked. Older sessions are to be revoked. */
    ACCOUNT_SUPERSEDED,
    /** A superseded account can be signed in to again. */
    ACCOUNT_REOPENED,
    /** The papers of an account have moved to the store of the VNeID identity: they can be reused from there. */
    DOCUMENTS_MOVED,
    /** The citizen pressed [Bỏ qua]: neither consent nor refusal. */
    SIGN_IN_NOTICE_SKIPPED,
    /** What signing in demands changes on the policy's first day. */
    SIGN_IN_POLICY_PUBLISHED,
    /** A policy is as if it had never been. */
    SIGN_IN_POLICY_WITHDRAWN;

    /** The type that is stored as this word; none for one of a newer version. */
    public static Optional<EventType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    /** As it is stored, such as {@code number-matched}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
