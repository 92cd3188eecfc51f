package vn.gov.identitylink.linking;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Account;

/** What an attempt of method {@link LinkMethod#ASSISTED} has besides: who began it, and whether control is proved. */
@Entity
@Table(name = "assisted_link")
class AssistedLinkRow {

    @Id
    @Column(name = "attempt_id")
    UUID attemptId;

    @Column(name = "account_id")
    UUID accountId;

    String realm;

    /** The subject of the officer who began it. */
    String officer;

    String unit;

    @Enumerated(EnumType.STRING)
    Control control;

    @Column(name = "code_digest")
    private byte @Nullable [] codeDigest;

    @Column(name = "code_expires_at")
    private @Nullable Instant codeExpiresAt;

    @Column(name = "wrong_guesses")
    private int wrongGuesses;

    @Column(name = "proved_at")
    private @Nullable Instant provedAt;

    @Column(name = "proved_by")
    private @Nullable String provedBy;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected AssistedLinkRow() {}

    AssistedLinkRow(LinkAttemptRow attempt, CounterOfficer officer, Control control) {
        this.attemptId = attempt.attemptId;
        this.accountId = attempt.accountId;
        this.realm = officer.realm();
        this.officer = officer.subject();
        this.unit = officer.unit();
        this.control = control;
    }

    void expect(OneTimeCode code, Account account, Instant until) {
        codeDigest = code.digest(account.key(), attemptId);
        codeExpiresAt = until;
    }

    boolean isTooLateFor(Instant now) {
        return codeExpiresAt != null && !now.isBefore(codeExpiresAt);
    }

    boolean expects(OneTimeCode code, Account account) {
        return codeDigest != null && MessageDigest.isEqual(codeDigest, code.digest(account.key(), attemptId));
    }

    /** @return whether that was the last guess */
    boolean countWrongGuess() {
        wrongGuesses++;
        if (wrongGuesses < OneTimeCode.MOST_GUESSES) {
            return false;
        }
        codeDigest = null;
        return true;
    }

    boolean isProved() {
        return provedAt != null;
    }

    /** @param by the portal session of the citizen, or the officer */
    void prove(String by, Instant at) {
        provedBy = by;
        provedAt = at;
        codeDigest = null;
    }

    /**
     * The portal session that took part in the link and gains no right by it; where none did, what no session is called.
     */
    String session() {
        return control == Control.CITIZEN_TOKEN && provedBy != null ? provedBy : "assisted-link:" + attemptId;
    }
}
