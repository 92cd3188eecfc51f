package vn.gov.identitylink.linking;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.SecretDigest;

/**
 * One try to link. {@code PENDING} until the citizen comes back from VNeID; {@code EXCHANGING} while one completion holds
 * it; then {@code COMPLETED} with the link, or {@code FAILED} with a reason. A registry or provider that does not answer
 * puts it back to {@code PENDING}. {@code VOIDED} when another proof of the account made it worthless.
 */
@Entity
@Table(name = "link_attempt")
class LinkAttemptRow {

    enum State {
        PENDING,
        EXCHANGING,
        COMPLETED,
        FAILED,
        VOIDED
    }

    @Id
    @Column(name = "attempt_id")
    UUID attemptId;

    @Column(name = "account_id")
    UUID accountId;

    @Enumerated(EnumType.STRING)
    LinkMethod method;

    @Enumerated(EnumType.STRING)
    State state;

    @Enumerated(EnumType.STRING)
    @Nullable
    ProblemCode failure;

    String issuer;

    @Column(name = "client_id")
    String clientId;

    /** Absent where the portal signs the citizen in itself. */
    @Column(name = "redirect_uri")
    @Nullable
    String redirectUri;

    private byte @Nullable [] proof;

    @Column(name = "code_digest")
    private byte @Nullable [] codeDigest;

    @Column(name = "exchanging_since")
    private @Nullable Instant exchangingSince;

    @Column(name = "link_id")
    @Nullable
    UUID linkId;

    /** The link whose place the new one takes, if it replaces one. */
    @Nullable
    UUID replaces;

    @Column(name = "old_identity_shown")
    private boolean oldIdentityShown;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Version
    private long version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected LinkAttemptRow() {}

    LinkAttemptRow(
            UUID attemptId,
            Account account,
            AttemptProof proof,
            String issuer,
            String clientId,
            LinkMethod method,
            @Nullable URI redirectUri,
            Instant at,
            Duration validity) {
        this.attemptId = attemptId;
        this.accountId = account.accountId();
        this.method = method;
        this.state = State.PENDING;
        this.issuer = issuer;
        this.clientId = clientId;
        this.redirectUri = redirectUri == null ? null : redirectUri.toString();
        this.proof = account.key().seal(cell(), proof.write());
        this.createdAt = at;
        this.expiresAt = at.plus(validity);
    }

    /** @param shown whether it was begun freshly signed in with the identity that is replaced */
    void replace(UUID current, boolean shown) {
        replaces = current;
        oldIdentityShown = shown;
    }

    boolean oldIdentityWasShown() {
        return oldIdentityShown;
    }

    /** Counts its changes, {@code PENDING} to the end. */
    long version() {
        return version;
    }

    /** Only while the attempt is open. */
    AttemptProof proof(CitizenKey key) {
        return AttemptProof.read(key.open(cell(), Objects.requireNonNull(proof)));
    }

    boolean isOpen() {
        return state == State.PENDING || state == State.EXCHANGING;
    }

    /** An exchange that began is carried to its end, however late. */
    boolean isExpired(Instant now) {
        return state == State.PENDING && !now.isBefore(expiresAt);
    }

    /** How much of this it is worth waiting for a change: none once the attempt is over, and not beyond its time. */
    Duration patience(Duration wanted, Instant now) {
        if (!isOpen() || isExpired(now)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, expiresAt);
        return state == State.PENDING && left.compareTo(wanted) < 0 ? left : wanted;
    }

    boolean isExchangeAlive(Instant now, Duration lease) {
        return state == State.EXCHANGING
                && now.isBefore(Objects.requireNonNull(exchangingSince).plus(lease));
    }

    boolean isFor(String code) {
        return codeDigest != null && MessageDigest.isEqual(codeDigest, SecretDigest.of(code));
    }

    void claim(String code, Instant at) {
        state = State.EXCHANGING;
        codeDigest = SecretDigest.of(code);
        exchangingSince = at;
    }

    /** A neighbour did not answer: the same code may be tried again. */
    void release() {
        state = State.PENDING;
        exchangingSince = null;
    }

    void complete(UUID link) {
        state = State.COMPLETED;
        linkId = link;
        forget();
    }

    void fail(ProblemCode reason) {
        state = State.FAILED;
        failure = reason;
        forget();
    }

    void makeVoid() {
        state = State.VOIDED;
        forget();
    }

    private void forget() {
        proof = null;
        exchangingSince = null;
    }

    private Cell cell() {
        return new Cell("link_attempt", "proof", attemptId);
    }
}
