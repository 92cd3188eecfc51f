package vn.gov.identitylink.contract;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.security.OAuthFlow;
import org.eclipse.microprofile.openapi.models.security.OAuthFlows;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Where a stack says so, tells Swagger UI the addresses of that stack and who can be signed in ({@code x-sign-in}, read
 * by {@code swagger-ui-sign-in.js}); elsewhere the contract is served as published.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class StackContractFilter implements OASFilter {

    /** The portal realm as browsers reach it. Without it the contract is served as published. */
    private static final String REALM = "identity-link.swagger-ui.realm";
    /** Role → user name that the sign-in page is opened for. */
    private static final String PEOPLE = "identity-link.swagger-ui.people";
    /** Machine client → secret, which everyone may read who reads the served contract: for synthetic stacks only. */
    private static final String CLIENTS = "identity-link.swagger-ui.clients";

    private static final String PUBLIC_URL = "identity-link.http.public-url";

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        config.getOptionalValue(REALM, String.class).ifPresent(realm -> describe(contract, realm, config));
    }

    private static void describe(OpenAPI contract, String realm, SmallRyeConfig config) {
        contract.setServers(List.of(OASFactory.createServer()
                .url(config.getValue(PUBLIC_URL, String.class))
                .description("This stack.")));
        contract.getComponents().getSecuritySchemes().values().forEach(scheme -> locate(scheme, realm));
        contract.addExtension(
                "x-sign-in", Map.of("people", entries(config, PEOPLE), "clients", entries(config, CLIENTS)));
    }

    private static Map<String, String> entries(SmallRyeConfig config, String name) {
        return new TreeMap<>(
                config.getOptionalValues(name, String.class, String.class).orElse(Map.of()));
    }

    private static void locate(SecurityScheme scheme, String realm) {
        OAuthFlows flows = scheme.getFlows();
        if (flows.getAuthorizationCode() != null) {
            flows.getAuthorizationCode().setAuthorizationUrl(realm + ContractFilter.AUTHORIZATION_PATH);
            locateTokens(flows.getAuthorizationCode(), realm);
        }
        if (flows.getClientCredentials() != null) {
            locateTokens(flows.getClientCredentials(), realm);
        }
    }

    private static void locateTokens(OAuthFlow flow, String realm) {
        flow.setTokenUrl(realm + ContractFilter.TOKEN_PATH);
    }
}
