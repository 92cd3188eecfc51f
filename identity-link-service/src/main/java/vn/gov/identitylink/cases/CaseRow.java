package vn.gov.identitylink.cases;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "operator_case")
class CaseRow {

    enum State {
        OPEN,
        /** An operator looks at it. */
        ASSIGNED,
        RESOLVED
    }

    @Id
    @Column(name = "case_id")
    UUID caseId;

    /** The order in which cases were opened. */
    @Generated
    @Column(insertable = false, updatable = false)
    long position;

    @Nullable
    String realm;

    @Enumerated(EnumType.STRING)
    CaseKind kind;

    @Column(name = "subject_id")
    UUID subjectId;

    @Column(name = "account_id")
    @Nullable
    UUID accountId;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "opened_at")
    Instant openedAt;

    @Column(name = "assigned_to")
    @Nullable
    String assignedTo;

    @Enumerated(EnumType.STRING)
    @Nullable
    Resolution resolution;

    @Column(name = "resolved_by")
    @Nullable
    String resolvedBy;

    @Column(name = "resolved_at")
    @Nullable
    Instant resolvedAt;

    @Version
    @Column(name = "row_version")
    long rowVersion;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected CaseRow() {}

    /** The entity tag of this version of the row, quotes included. */
    String entityTag() {
        return "\"" + rowVersion + "\"";
    }

    void assignTo(String operator) {
        state = State.ASSIGNED;
        assignedTo = operator;
    }

    void resolve(Resolution how, String operator, Instant at) {
        state = State.RESOLVED;
        resolution = how;
        resolvedBy = operator;
        resolvedAt = at;
    }
}
