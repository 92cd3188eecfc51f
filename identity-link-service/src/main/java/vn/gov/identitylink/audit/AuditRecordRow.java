package vn.gov.identitylink.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "audit_record")
class AuditRecordRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "record_id")
    @Nullable
    Long recordId;

    @Column(name = "occurred_at")
    Instant occurredAt;

    @Column(name = "correlation_id")
    UUID correlationId;

    @Column(name = "actor_kind")
    String actorKind;

    @Column(name = "actor_id")
    String actorId;

    @Column(name = "actor_unit")
    @Nullable
    String actorUnit;

    @Column(name = "client_id")
    String clientId;

    String realm;

    @Enumerated(EnumType.STRING)
    Action action;

    String outcome;

    @Nullable
    String purpose;

    @Column(name = "account_id")
    @Nullable
    UUID accountId;

    @Column(name = "subject_id")
    @Nullable
    UUID subjectId;

    @Column(columnDefinition = "text[]")
    List<String> fields;

    @SuppressWarnings("NullAway.Init") // Hibernate and AuditLog fill the fields.
    protected AuditRecordRow() {}

    AuditEntry toEntry() {
        return new AuditEntry(
                Objects.requireNonNull(recordId),
                occurredAt,
                actorKind,
                clientId,
                actorUnit,
                action,
                outcome,
                purpose,
                fields,
                correlationId);
    }
}
