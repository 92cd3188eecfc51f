package vn.gov.populationregistry;

import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Answers a look-up: refuses a request id that was used, asks the people, and writes down who asked for what purpose. */
@Singleton
class LookUps {

    private static final Logger LOG = Logger.getLogger(LookUps.class);

    // Some callers send a person's number where a code belongs.
    private static final Pattern LIKE_A_NUMBER = Pattern.compile("[0-9]{9,}");

    private final Citizens citizens;
    private final RequestIds requestIds;

    LookUps(Citizens citizens, RequestIds requestIds) {
        this.citizens = citizens;
        this.requestIds = requestIds;
    }

    Finding answer(LookUp lookUp) {
        var finding = requestIds.claim(lookUp.caller(), lookUp.requestId())
                ? citizens.find(lookUp.question())
                : new Finding.RequestIdReused();
        LOG.infof(
                "Look-up %s by %s, unit %s, purpose %s: %s",
                lookUp.service(),
                lookUp.caller(),
                printable(lookUp.agencyCode()),
                printable(lookUp.procedureCode()),
                finding.outcome());
        return finding;
    }

    private static String printable(String code) {
        return LIKE_A_NUMBER.matcher(code).find() ? "•••" : code;
    }
}
