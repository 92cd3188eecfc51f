package vn.gov.identitylink.contract;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.ProjectFiles;

/** The file is what the code does. {@code -Dtest=ContractFileTest -Dcontract.update} writes it anew, for review. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class ContractFileTest {

    private static final Path FILE = ProjectFiles.at("openapi/identity-link-service.yaml");

    @Test
    void theGeneratedContractEqualsTheFile() throws IOException {
        String generated = given().get("/q/openapi?format=yaml").asString();
        if (System.getProperty("contract.update") != null) {
            Files.writeString(FILE, generated);
        }
        assertEquals(Files.readString(FILE), generated, "openapi/identity-link-service.yaml is out of date");
    }
}
