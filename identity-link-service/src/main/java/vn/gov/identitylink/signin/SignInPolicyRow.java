package vn.gov.identitylink.signin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "sign_in_policy")
class SignInPolicyRow {

    /** The life of a policy. */
    enum State {
        DRAFT,
        /** A second operator has agreed. */
        REVIEWED,
        /** In force on its dates; its content does not change any more. */
        PUBLISHED,
        /** As if it had never been, from the moment of the withdrawal. */
        WITHDRAWN
    }

    @Id
    @Column(name = "policy_id")
    UUID policyId;

    String name;

    int version;

    @Enumerated(EnumType.STRING)
    State state;

    @JdbcTypeCode(SqlTypes.JSON)
    String content;

    @Column(name = "drafted_by")
    String draftedBy;

    @Column(name = "drafted_at")
    Instant draftedAt;

    @Column(name = "reviewed_by")
    @Nullable
    String reviewedBy;

    @Column(name = "reviewed_at")
    @Nullable
    Instant reviewedAt;

    @Column(name = "published_by")
    @Nullable
    String publishedBy;

    @Column(name = "published_at")
    @Nullable
    Instant publishedAt;

    @Column(name = "withdrawn_by")
    @Nullable
    String withdrawnBy;

    @Column(name = "withdrawn_at")
    @Nullable
    Instant withdrawnAt;

    @Column(name = "withdrawal_reason")
    @Nullable
    String withdrawalReason;

    @Version
    @Column(name = "row_version")
    long rowVersion;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected SignInPolicyRow() {}

    SignInPolicyRow(String name, int version, String content, String draftedBy, Instant draftedAt) {
        this.policyId = UUID.randomUUID();
        this.name = name;
        this.version = version;
        this.state = State.DRAFT;
        this.content = content;
        this.draftedBy = draftedBy;
        this.draftedAt = draftedAt;
    }

    /** The entity tag of this version of the row, quotes included. */
    String entityTag() {
        return "\"" + rowVersion + "\"";
    }
}
