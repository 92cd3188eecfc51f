package vn.gov.identitylink.documents;

import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.protection.StoredJson;

/**
 * What a paper says of itself and of a person; sealed at rest.
 *
 * @param code {@code MaGiayToKetQua}
 * @param number the paper's own number
 * @param subjectNumber whose paper it is
 * @param dossierCode {@code MaHoSo}
 */
record DocumentDetails(
        String title,
        @Nullable String code,
        @Nullable String number,
        @Nullable String issuerCode,
        @Nullable String issuerName,
        @Nullable CitizenNumber subjectNumber,
        @Nullable String dossierCode) {

    /** Of a paper whose details do not open any more: none other has an empty title. */
    static final DocumentDetails UNREADABLE = new DocumentDetails("", null, null, null, null, null, null);

    private record Stored(
            String title,
            @Nullable String code,
            @Nullable String number,
            @Nullable String issuerCode,
            @Nullable String issuerName,
            @Nullable String subjectNumber,
            @Nullable String dossierCode) {}

    static DocumentDetails read(String json) {
        Stored stored = StoredJson.read(json, Stored.class);
        return new DocumentDetails(
                stored.title,
                stored.code,
                stored.number,
                stored.issuerCode,
                stored.issuerName,
                stored.subjectNumber == null ? null : CitizenNumber.parse(stored.subjectNumber),
                stored.dossierCode);
    }

    String write() {
        return StoredJson.write(new Stored(
                title,
                code,
                number,
                issuerCode,
                issuerName,
                subjectNumber == null ? null : subjectNumber.unmasked(),
                dossierCode));
    }

    @Override
    public String toString() {
        return "DocumentDetails[•••]";
    }
}
