package vn.gov.identitylink.documents;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What is said of a paper before its content comes. */
record NewDocument(
        DocumentKind kind,
        DocumentSource source,
        SignatureStatus signature,
        MediaFormat format,
        @Nullable LocalDate issuedOn,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validUntil,
        @Nullable String procedureCode,
        boolean fromNationalStore,
        DocumentDetails details) {}
