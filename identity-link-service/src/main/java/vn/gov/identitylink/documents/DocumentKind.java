package vn.gov.identitylink.documents;

/** What a paper is. */
enum DocumentKind {
    BIRTH_CERTIFICATE,
    MARRIAGE_CERTIFICATE,
    /** <i>Giấy xác nhận tình trạng hôn nhân.</i> */
    MARITAL_STATUS_CERTIFICATE,
    /** <i>Phiếu lý lịch tư pháp.</i> */
    CRIMINAL_RECORD_CERTIFICATE,
    /** Land use right and house ownership. */
    LAND_AND_HOUSE_OWNERSHIP,
    RESIDENCE_CONFIRMATION,
    DRIVING_LICENCE,
    VEHICLE_REGISTRATION,
    HEALTH_INSURANCE_CARD,
    OTHER;

    /** Sensitive personal data (Law 91/2025): whether somebody has such a paper is itself the secret. */
    boolean isSensitive() {
        return this == CRIMINAL_RECORD_CERTIFICATE || this == HEALTH_INSURANCE_CARD || this == OTHER;
    }
}
