package vn.gov.identitylink.linking;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.vneid.VneidIdentity;

@Entity
@Table(name = "link")
class LinkRow {

    @Id
    @Column(name = "link_id")
    UUID linkId;

    String realm;

    @Column(name = "account_id")
    UUID accountId;

    @Column(name = "attempt_id")
    UUID attemptId;

    String issuer;

    String subject;

    @Column(name = "identity_level")
    private int identityLevel;

    @Column(name = "citizen_number")
    private byte[] citizenNumber;

    @Enumerated(EnumType.STRING)
    private LinkState state;

    @Column(name = "legal_basis")
    private String legalBasis;

    @Column(name = "linked_at")
    private Instant linkedAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "suspended_by")
    private @Nullable LinkHolder suspendedBy;

    @Column(name = "suspended_at")
    private @Nullable Instant suspendedAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    private @Nullable UUID replaces;

    @Enumerated(EnumType.STRING)
    @Column(name = "replacement_basis")
    private @Nullable ReplacementBasis replacementBasis;

    @Version
    private long version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected LinkRow() {}

    LinkRow(Account account, UUID attemptId, VneidIdentity identity, String legalBasis, Instant at) {
        this.linkId = UUID.randomUUID();
        this.realm = account.realm();
        this.accountId = account.accountId();
        this.attemptId = attemptId;
        this.issuer = identity.issuer();
        this.subject = identity.subject();
        this.identityLevel = identity.level();
        this.citizenNumber = account.key().seal(cell(), identity.number().unmasked());
        this.state = LinkState.ACTIVE;
        this.legalBasis = legalBasis;
        this.linkedAt = at;
    }

    /** This one takes the place of that one, which has ended. */
    void replace(LinkRow ended, ReplacementBasis basis) {
        replaces = ended.linkId;
        replacementBasis = basis;
    }

    boolean binds(VneidIdentity identity) {
        return issuer.equals(identity.issuer()) && subject.equals(identity.subject());
    }

    LinkState state() {
        return state;
    }

    /** Who holds it; absent unless it is suspended. */
    @Nullable
    LinkHolder holder() {
        return suspendedBy;
    }

    /** Whether this hold changes anything: a link that ended, or that a stronger or the same one holds, stays as it is. */
    boolean canBeHeldBy(LinkHolder holder) {
        return state == LinkState.ACTIVE
                || (state == LinkState.SUSPENDED
                        && Objects.requireNonNull(suspendedBy).compareTo(holder) < 0);
    }

    /** Since when it is held; absent unless it is suspended. */
    @Nullable
    Instant suspendedAt() {
        return suspendedAt;
    }

    void suspend(LinkHolder holder, Instant at) {
        state = LinkState.SUSPENDED;
        suspendedBy = holder;
        suspendedAt = at;
    }

    void resume() {
        state = LinkState.ACTIVE;
        suspendedBy = null;
        suspendedAt = null;
    }

    void end(Instant at) {
        state = LinkState.ENDED;
        suspendedBy = null;
        suspendedAt = null;
        endedAt = at;
    }

    /** The registry established another number in place of the linked one. */
    void renumber(CitizenKey key, CitizenNumber number) {
        citizenNumber = key.seal(cell(), number.unmasked());
    }

    Link toLink(CitizenKey key) {
        return new Link(
                linkId,
                accountId,
                issuer,
                subject,
                CitizenNumber.parse(key.open(cell(), citizenNumber)),
                identityLevel,
                state,
                suspendedBy,
                linkedAt,
                replaces);
    }

    private Cell cell() {
        return new Cell("link", "citizen_number", linkId);
    }
}
