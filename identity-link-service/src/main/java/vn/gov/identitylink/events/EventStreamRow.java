package vn.gov.identitylink.events;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /** Where events are pushed to; absent for a receiver that polls. */
    @Column(name = "push_endpoint")
    @Nullable
    String pushEndpoint;

    /** How many pushes failed one after the other. */
    @Column(name = "push_failures")
    int pushFailures;

    /** Why the last one did. */
    @Column(name = "push_failure")
    @Nullable
    String pushFailure;

    @Column(name = "push_next_at")
    Instant pushNextAt;

    /** Of the replica that pushes now. */
    @Column(name = "push_lease")
    @Nullable
    UUID pushLease;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected EventStreamRow() {}

    EventStreamRow(String realm, String clientId, List<String> eventTypes, Instant createdAt) {
        this.streamId = UUID.randomUUID();
        this.realm = realm;
        this.clientId = clientId;
        this.eventTypes = eventTypes;
        this.createdAt = createdAt;
        this.pushNextAt = createdAt;
    }
}
