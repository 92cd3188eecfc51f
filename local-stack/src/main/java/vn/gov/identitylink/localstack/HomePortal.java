package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The back end of the National Public Service Portal: what it does as a machine. */
final class HomePortal {

    private static final String PROVIDER = "BCA";

    /** Communes lay in districts then. */
    private static final String LETTERS_DAY = "2024-01-29";

    private final StackPlan plan;

    HomePortal(StackPlan plan) {
        this.plan = plan;
    }

    Api api() throws IOException, InterruptedException {
        return new Api(
                plan.serviceUrl(),
                OpenIdClient.machine(plan.issuer("portal"), "home-portal").ownToken(),
                Map.of("Processing-Purpose", "account-linking"));
    }

    /** Makes the account known to the service. */
    Api.Answer register(Api api, Citizen citizen) throws IOException, InterruptedException {
        Citizen.PortalAccount account = citizen.portal();
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("externalId", account.externalId());
        request.put("kind", account.kind());
        putUnlessEmpty(request, "declaredIdentity", declared(account.declared()));
        Map<String, Object> contact = new LinkedHashMap<>();
        put(contact, "phone", account.phone());
        put(contact, "email", account.email());
        putUnlessEmpty(request, "contact", contact);
        putUnlessEmpty(request, "locality", locality(citizen.permanentResidence()));
        return api.post("/v1/accounts", request);
    }

    private static Map<String, Object> declared(Citizen.Declared declared) {
        Map<String, Object> identity = new LinkedHashMap<>();
        put(identity, "number", declared.number());
        put(identity, "oldNumber", declared.oldNumber());
        put(identity, "fullName", declared.fullName());
        put(identity, "birthDate", declared.birthDate());
        put(identity, "sex", declared.sex());
        return identity;
    }

    /** A code is told with the day on which it meant this commune, unless that is today. */
    private static Map<String, Object> locality(Citizen.@Nullable Residence residence) {
        Map<String, Object> locality = new LinkedHashMap<>();
        if (residence != null && residence.commune() != null) {
            put(locality, "communeCode", residence.commune());
            put(locality, "asOf", residence.district() == null ? null : LETTERS_DAY);
        }
        return locality;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static void putUnlessEmpty(Map<String, Object> fields, String name, Map<String, Object> value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    /**
     * The portal's own question to VNeID: who is this? Its browser is stopped at the portal's callback, where the back
     * end takes the code; {@code sub} of the answer is what VNeID calls the citizen.
     */
    JsonNode askVneid(Citizen citizen) throws IOException, InterruptedException {
        return signInAtVneid(citizen, Map.of("prompt", "login")).idClaims();
    }

    /** The portal's own sign-in at VNeID, as its client there. */
    Tokens signInAtVneid(Citizen citizen, Map<String, String> parameters) throws IOException, InterruptedException {
        String callback = plan.issuer("portal") + "/broker/" + PROVIDER + "/endpoint";
        OpenIdClient client = OpenIdClient.confidentialClient(plan.issuer("vneid"), "portal-broker", callback);
        Browser browser = new Browser(address -> address.toString().startsWith(callback));
        OpenIdClient.SignIn signIn = client.begin(parameters);
        Browser.Place form = browser.open(signIn.authorizationUrl());
        return client.finish(signIn, browser.signIn(form, citizen.vneidNumber(), RealmFiles.PASSWORD));
    }

    /**
     * Lets the citizen in through VNeID from now on: the portal's identity provider is told that this VNeID identity is
     * that portal user.
     */
    Api.Answer admit(Citizen citizen, String subject) throws IOException, InterruptedException, StepFailed {
        Api admin = new Api(
                plan.keycloakUrl() + "/admin/realms/portal",
                OpenIdClient.machine(plan.issuer("portal"), "home-portal-identity-manager")
                        .ownToken(),
                Map.of());
        Api.Answer found = admin.get("/users?q=TechID:" + citizen.portal().externalId());
        StepFailed.unless(
                found.status() == 200 && found.body().size() == 1,
                "the portal has " + found.body().size() + " users with this technical id");
        String userId = found.body().get(0).path("id").asText();
        return admin.post(
                "/users/" + userId + "/federated-identity/" + PROVIDER,
                Map.of(
                        "identityProvider",
                        PROVIDER,
                        "userId",
                        subject,
                        "userName",
                        citizen.portal().externalId()));
    }

    static List<Citizen> withAccount(List<Citizen> citizens) {
        return citizens.stream()
                .filter(citizen -> citizen.portalAccount() != null)
                .toList();
    }
}
