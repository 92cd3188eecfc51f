package vn.gov.identitylink.documents;

/** How a paper came into the store; it decides its weight. */
enum DocumentSource {
    /** An electronic result that an agency issued at the end of a procedure. */
    PROCEDURE_RESULT,
    /** A component of a dossier, digitised by an agency. */
    DIGITISED_COMPONENT,
    CITIZEN_UPLOAD,
    /** From a national or sector database. */
    DATABASE
}
