package vn.gov.identitylink.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "outbox_event")
class OutboxEventRow {

    @Id
    @Column(name = "event_id")
    UUID eventId;

    String type;

    @Column(name = "account_id")
    @Nullable
    UUID accountId;

    @Column(name = "occurred_at")
    Instant occurredAt;

    @JdbcTypeCode(SqlTypes.JSON)
    String payload;

    String state;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected OutboxEventRow() {}

    OutboxEventRow(UUID eventId, String type, @Nullable UUID accountId, Instant occurredAt, String payload) {
        this.eventId = eventId;
        this.type = type;
        this.accountId = accountId;
        this.occurredAt = occurredAt;
        this.payload = payload;
        this.state = "PENDING";
    }
}
