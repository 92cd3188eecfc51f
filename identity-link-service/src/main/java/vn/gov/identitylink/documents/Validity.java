package vn.gov.identitylink.documents;

/** Whether a paper is good on a day. Validity follows the document, whichever store it stands in. */
enum Validity {
    NOT_YET_VALID,
    VALID,
    EXPIRED
}
