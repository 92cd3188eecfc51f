package vn.gov.identitylink.documents;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A paper in a store. It begins as metadata that awaits its content; with the content it is stored and neither changes any
 * more. A transfer moves it to the store of the VNeID identity, or merges it into an equal one that is there.
 *
 * @param validUntil the last day on which it is good
 * @param fromNationalStore {@code DuocLayTuKhoDMQG}
 * @param content absent until it is stored, or where its digest cannot be read any more
 * @param originStoreId the store into which it first came
 * @param copyOf the document that stays with an identity whose link has ended, and for which this one stands; absent
 *     for any other
 * @param movedByLink the link that moved it
 * @param reuse {@code DuocTaiSuDung}: 0 not reused, 1 reused, 2 reused in the place of another result
 * @param replacedResultCode {@code MaKetQuaThayThe}
 */
record Document(
        UUID documentId,
        UUID accountId,
        UUID storeId,
        StoreKind storeKind,
        State state,
        DocumentKind kind,
        DocumentSource source,
        SignatureStatus signature,
        MediaFormat format,
        @Nullable LocalDate issuedOn,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validUntil,
        @Nullable String procedureCode,
        boolean fromNationalStore,
        DocumentDetails details,
        @Nullable StoredContent content,
        UUID originStoreId,
        @Nullable UUID copyOf,
        @Nullable UUID movedByLink,
        @Nullable Instant movedAt,
        int reuse,
        @Nullable String replacedResultCode,
        Instant addedAt,
        @Nullable Instant storedAt) {

    enum State {
        AWAITING_CONTENT,
        STORED,
        /** Stands no more by itself: an equal document of the same citizen does. */
        MERGED
    }

    Validity validityOn(LocalDate day) {
        if (validFrom != null && day.isBefore(validFrom)) {
            return Validity.NOT_YET_VALID;
        }
        return validUntil != null && day.isAfter(validUntil) ? Validity.EXPIRED : Validity.VALID;
    }

    /**
     * Whether its details or its content's digest, as we keep them, do not open; damage in the bytes themselves shows when
     * they are read.
     */
    boolean isDamaged() {
        return details.equals(DocumentDetails.UNREADABLE) || (state != State.AWAITING_CONTENT && content == null);
    }

    /** Expired papers stay visible, but are not offered; nor is what we have damaged. */
    boolean isReusableOn(LocalDate day) {
        return state == State.STORED && !isDamaged() && validityOn(day) == Validity.VALID;
    }
}
