package vn.gov.identitylink.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import java.util.Map;
import vn.gov.identitylink.contract.ContractCheck;

/** Wires the world into the service under test. */
public class IdentityLinkTestResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        RestAssured.replaceFiltersWith(new ContractCheck());
        return TestWorld.get().config();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(TestWorld.get(), new TestInjector.MatchesType(TestWorld.class));
    }

    /** The world outlives the restarts of the service within a run; the end of the JVM ends it. */
    @Override
    public void stop() {}
}
