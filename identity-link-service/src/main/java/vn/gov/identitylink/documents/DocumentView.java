package vn.gov.identitylink.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A paper as callers see it. */
@Schema(
        name = "Document",
        requiredProperties = {
            "documentId",
            "storeId",
            "state",
            "kind",
            "title",
            "source",
            "signature",
            "mediaType",
            "validity",
            "reusable",
            "damaged",
            "provenance",
            "reuse",
            "addedAt"
        })
@JsonInclude(JsonInclude.Include.NON_NULL)
record DocumentView(
        UUID documentId,
        UUID storeId,

        @Schema(
                enumeration = {"AWAITING_CONTENT", "STORED"},
                description = "Awaiting content: the bytes have not come yet.")
        String state,

        DocumentKind kind,
        String title,
        @Schema(description = "MaGiayToKetQua.") @Nullable String code,

        @Schema(description = "The paper's own number.") @Nullable
        String number,

        @Nullable String issuerCode,
        @Nullable String issuerName,
        @Nullable LocalDate issuedOn,
        @Nullable LocalDate validFrom,

        @Schema(description = "The last day on which it is good.") @Nullable
        LocalDate validUntil,

        @Schema(description = "Today, in Vietnam.") Validity validity,

        @Schema(
                description = "Whose paper it is: all digits for a citizen signed in through VNeID since the link, the"
                        + " last three for everybody else.")
        @Nullable
        String subjectNumber,

        DocumentSource source,
        SignatureStatus signature,
        @Schema(description = "MaTTHC.") @Nullable String procedureCode,
        @Schema(description = "MaHoSo.") @Nullable String dossierCode,
        String mediaType,
        @Nullable Long byteSize,

        @Schema(description = "SHA-256 of the content, in hexadecimal.") @Nullable
        String sha256,

        @Schema(description = "Whether it can be offered for reuse today.")
        boolean reusable,

        @Schema(
                description =
                        "Whether what we keep of it does not open any more: its details (then `title` is empty) or its"
                                + " content's digest. Damage in the bytes themselves shows when they are read"
                                + " (`document-damaged`).")
        boolean damaged,

        Provenance provenance,
        Reuse reuse,
        Instant addedAt,
        @Nullable Instant storedAt) {

    @Schema(name = "DocumentProvenance", requiredProperties = "originStoreId")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Provenance(
            @Schema(description = "The store into which it first came.")
            UUID originStoreId,

            @Schema(
                    description =
                            "The document for which it stands: one that stays with an identity whose link has ended,"
                                    + " since a dossier used it or it moved long ago.")
            @Nullable
            UUID copyOf,

            @Schema(description = "The link that moved it.") @Nullable
            UUID movedByLink,

            @Nullable Instant movedAt) {}

    @Schema(
            name = "DocumentReuseStatus",
            requiredProperties = {"status", "fromNationalStore"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reuse(
            @Schema(
                    description = "DuocTaiSuDung: 0 not reused, 1 reused, 2 reused in the place of another result.",
                    minimum = "0",
                    maximum = "2")
            int status,

            @Schema(description = "MaKetQuaThayThe: the result that it replaced; with status 2.") @Nullable
            String replacedResultCode,

            @Schema(description = "DuocLayTuKhoDMQG.") boolean fromNationalStore) {}

    /** @param unmasked whether the citizen signed in through VNeID sees it */
    static DocumentView of(Document document, LocalDate today, boolean unmasked) {
        DocumentDetails details = document.details();
        StoredContent content = document.content();
        return new DocumentView(
                document.documentId(),
                document.storeId(),
                document.state().name(),
                document.kind(),
                details.title(),
                details.code(),
                details.number(),
                details.issuerCode(),
                details.issuerName(),
                document.issuedOn(),
                document.validFrom(),
                document.validUntil(),
                document.validityOn(today),
                details.subjectNumber() == null
                        ? null
                        : unmasked
                                ? details.subjectNumber().unmasked()
                                : details.subjectNumber().toString(),
                document.source(),
                document.signature(),
                document.procedureCode(),
                details.dossierCode(),
                document.format().mediaType(),
                content == null ? null : content.byteSize(),
                content == null ? null : content.sha256(),
                document.isReusableOn(today),
                document.isDamaged(),
                new Provenance(document.originStoreId(), document.copyOf(), document.movedByLink(), document.movedAt()),
                new Reuse(document.reuse(), document.replacedResultCode(), document.fromNationalStore()),
                document.addedAt(),
                document.storedAt());
    }
}
