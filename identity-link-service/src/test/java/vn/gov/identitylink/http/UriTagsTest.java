package vn.gov.identitylink.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.gov.identitylink.contract.Contract;

class UriTagsTest {

    @Test
    void everyRouteOfTheContractIsTold() {
        for (Contract.Operation operation : Contract.committed().operations()) {
            Meter.Id id = new Meter.Id(
                    "http.server.requests", Tags.of("uri", operation.path()), null, null, Meter.Type.TIMER);
            assertEquals(operation.path(), new UriTags().map(id).getTag("uri"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/accounts/{accountId}/link-attempts/{attemptId}/completion, true",
        "/v1/account-lookups, true",
        "/q/openapi, true",
        "NOT_FOUND, true",
        "/v1/accounts/052089999999|QUACH, false",
        "/v1/accounts/quach, false",
        "/v1/accounts/%zz, false",
        "/, false"
    })
    void onlyAddressesOfRoutesAreToldInMetrics(String uri, boolean told) {
        Meter.Id id = new Meter.Id(
                "http.server.requests", Tags.of("uri", uri, "status", "400"), null, null, Meter.Type.TIMER);
        Meter.Id mapped = new UriTags().map(id);
        assertEquals(told ? uri : "UNKNOWN", mapped.getTag("uri"));
        assertEquals("400", mapped.getTag("status"));
    }
}
