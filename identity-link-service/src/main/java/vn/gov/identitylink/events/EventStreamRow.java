package vn.gov.identitylink.events;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

@Entity
@Table(name = "event_stream")
class EventStreamRow {

    @Id
    @Column(name = "stream_id")
    UUID streamId;

    String realm;

    @Column(name = "client_id")
    String clientId;

    /** Stored words, such as {@code linked}. */
    @Column(name = "event_types", columnDefinition = "text[]")
    List<String> eventTypes;

    @Column(name = "created_at")
    Instant createdAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected EventStreamRow() {}

    EventStreamRow(String realm, String clientId, List<String> eventTypes, Instant createdAt) {
        this.streamId = UUID.randomUUID();
        this.realm = realm;
        this.clientId = clientId;
        this.eventTypes = eventTypes;
        this.createdAt = createdAt;
    }
}
