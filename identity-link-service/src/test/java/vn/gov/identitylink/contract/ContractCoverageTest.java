package vn.gov.identitylink.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the contract documents has been seen by some test of this run. Runs after all that call the service: Quarkus puts
 * plain tests last.
 */
class ContractCoverageTest {

    @Test
    void everyDocumentedStatusAndCodeWasProduced() {
        Set<String> produced = ContractCheck.produced();
        assumeFalse(produced.equals(Set.of("")), "no other test ran");
        List<String> never = new ArrayList<>();
        for (Contract.Operation operation : Contract.committed().operations()) {
            operation.statuses().forEach((status, codes) -> {
                for (String code : codes.isEmpty() ? List.of("") : codes) {
                    String answer = ContractCheck.produced(operation, status, code);
                    if (!produced.contains(answer)) {
                        never.add(answer);
                    }
                }
            });
        }
        assertEquals(List.of(), never, "documented, but produced by no test");
    }
}
