package vn.gov.identitylink.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps what callers send out of metrics: an address that no route has becomes one tag. Otherwise a number in an invalid
 * address would stand in a metric, and enough of them would blind the meters.
 */
@Singleton
class UriTags implements MeterFilter {

    private static final String URI = "uri";
    private static final String ELSEWHERE = "UNKNOWN";

    /** The parts of this service's routes; a test holds it against the contract. */
    private static final String PARTS =
            "accesses|account-imports|account-lookups|accounts|approval|assignment|assisted-links|"
                    + "availability-checks|cases|code-check|completion|confirmation|contact|content|coverage|"
                    + "coverage-recounts|coverage-statistics|coverage-targets|coverage-worklist|declared-identity|"
                    + "disputes|document-copy|document-reuses|document-stores|documents|duplicates|event-keys|"
                    + "event-streams|impact|join-codes|link-attempts|link-disputes|link-readiness|links|localities|"
                    + "locality-loads|notes|poll|problems|publication|replay|reports|resolution|retrieval|reuses|"
                    + "review|security-events|sign-in-decisions|sign-in-policies|sign-in-skips|supersession|"
                    + "suspension|transfer|verification|verifications|withdrawal";

    /** Templates of these routes, and the words that Micrometer itself uses. */
    private static final Pattern KNOWN =
            Pattern.compile("/v1(/(" + PARTS + "|\\{[A-Za-z]+}))+|/q(/[a-z-]+)*|NOT_FOUND|REDIRECTION|UNKNOWN|root");

    @Override
    public Meter.Id map(Meter.Id id) {
        String uri = id.getTag(URI);
        if (!id.getName().startsWith("http.server")
                || uri == null
                || KNOWN.matcher(uri).matches()) {
            return id;
        }
        List<Tag> tags = new ArrayList<>(id.getTags());
        tags.replaceAll(tag -> tag.getKey().equals(URI) ? Tag.of(URI, ELSEWHERE) : tag);
        return id.replaceTags(tags);
    }
}
