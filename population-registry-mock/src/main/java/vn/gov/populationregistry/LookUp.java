package vn.gov.populationregistry;

import vn.gov.populationregistry.Citizens.Question;

/**
 * One question with everything that the registry wants to know about who asks: complete and well-formed, through
 * whichever face it came.
 *
 * @param caller the client that its credentials name
 * @param requestId made by the caller for this call alone
 * @param procedureCode the administrative procedure on whose behalf the caller asks ({@code MaDVC}): the purpose
 * @param agencyCode the asking unit ({@code MaDonVi})
 */
record LookUp(
        Service service, String caller, String requestId, String procedureCode, String agencyCode, Question question) {

    /** The integration services of the national exchange, and the JSON contract's one. */
    enum Service {
        /** {@code POST /v1/citizen-matches}. */
        CITIZEN_MATCH,
        /** Look one citizen up: {@code TraCuuThongTinCongDan}. */
        SOAP_037,
        /** Verify a citizen: {@code XacThucThongTinCongDan}. */
        SOAP_033
    }

    /** Who asks about whom stays out of logs. */
    @Override
    public String toString() {
        return "LookUp[" + service + ", …]";
    }
}
