package vn.gov.populationregistry;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The file that people review is the document that the code serves. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class ContractFileTest {

    @Test
    void theCommittedContractIsTheServedOne() throws IOException {
        var served = given().get("/q/openapi?format=yaml").asString();
        if (System.getProperty("contract.update") != null) {
            Files.writeString(Contract.FILE, served, UTF_8);
        }
        assertEquals(
                served,
                Files.readString(Contract.FILE, UTF_8),
                "if the change is meant, run this test once with -Dcontract.update and review the file");
    }
}
