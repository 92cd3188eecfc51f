package vn.gov.identitylink.contract;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * What to send first: bodies and parameters that work in the local stack for the letter's citizen, so that trying a call
 * out is one click. What only an earlier answer can give (an id, an ETag, a code) has no example.
 */
final class RequestExamples {

    private record Body(String name, String summary, Map<String, Object> value) {}

    private static final Map<String, Object> DECLARED =
            ordered("number", "052089999999", "fullName", "Nguyễn Văn Thử", "birthDate", "1989-01-01", "sex", "MALE");
    private static final Map<String, Object> CONTACT = ordered("phone", "0900000001", "email", "thu@example.vn");

    private static final Map<String, Object> NOTICE = ordered(
            "title",
            "Thông báo",
            "legalText",
            "Từ ngày {date} tài khoản này đăng nhập bằng VNeID.",
            "requirement",
            "Đề nghị liên kết tài khoản với VNeID.",
            "skip",
            "Bỏ qua",
            "signIn",
            "Đăng nhập bằng VNeID");
    private static final Map<String, Object> POLICY = ordered(
            "name",
            "an-example",
            "legalBasis",
            "Nghị định số 69/2024/NĐ-CP",
            "audience",
            "CITIZEN",
            "accountKinds",
            List.of("PORTAL"),
            "mode",
            "NOTICE",
            "effectiveFrom",
            "2027-07-01",
            "skipLimit",
            3,
            "outage",
            "ALLOW_WITH_NOTICE",
            "exemptions",
            List.of(),
            "replaces",
            List.of(),
            "notice",
            ordered("version", 1, "vi", NOTICE, "en", NOTICE));

    private static final Map<String, List<Body>> BODIES = Map.ofEntries(
            entry(
                    "decideSignIn",
                    List.of(
                            new Body(
                                    "account",
                                    "The letter's citizen, with the portal's account",
                                    ordered("externalId", "TECH-000001")),
                            new Body(
                                    "vneid-sign-in",
                                    "Whose account is this VNeID sign-in?",
                                    ordered(
                                            "identity",
                                            ordered(
                                                    "issuer",
                                                    "http://localhost:8180/realms/vneid",
                                                    "subject",
                                                    "5b7d1a0e-7d0c-4a53-9c39-2f1f6f0e8a11"))),
                            new Body(
                                    "letters-date",
                                    "The first moment of 1 July 2024 in Vietnam",
                                    ordered(
                                            "simulation",
                                            ordered(
                                                    "audience",
                                                    "CITIZEN",
                                                    "accountKind",
                                                    "PORTAL",
                                                    "linkState",
                                                    "NOT_LINKED",
                                                    "at",
                                                    "2024-06-30T17:00:00Z"))))),
            entry("draftSignInPolicy", List.of(new Body("notice", "A notice that can be skipped three times", POLICY))),
            entry(
                    "withdrawSignInPolicy",
                    List.of(new Body("moved", "The date was moved", ordered("reason", "The date was moved")))),
            entry(
                    "lookUpAccounts",
                    List.of(
                            new Body("by-number", "By CCCD", ordered("number", "052089999999")),
                            new Body("by-external-id", "By technical id", ordered("externalId", "TECH-000001")),
                            new Body("by-old-number", "By CMND", ordered("oldNumber", "215000000")),
                            new Body("by-phone", "By phone", ordered("phone", "0900000001")),
                            new Body("by-email", "By e-mail", ordered("email", "thu@example.vn")),
                            new Body(
                                    "by-vneid-sign-in",
                                    "By the issuer and subject of a VNeID sign-in",
                                    ordered(
                                            "issuer",
                                            "http://localhost:8180/realms/vneid",
                                            "subject",
                                            "5b7d1a0e-7d0c-4a53-9c39-2f1f6f0e8a11")))),
            entry(
                    "registerAccount",
                    List.of(
                            new Body(
                                    "citizen",
                                    "A citizen with what they declared",
                                    ordered(
                                            "externalId",
                                            "TECH-000001",
                                            "kind",
                                            "CITIZEN",
                                            "declaredIdentity",
                                            DECLARED,
                                            "contact",
                                            CONTACT)),
                            new Body(
                                    "smallest",
                                    "An account of which nothing is known",
                                    ordered("externalId", "TECH-900001")))),
            entry("declareIdentity", List.of(new Body("cccd", "With the twelve digits of a CCCD", DECLARED))),
            entry("changeContact", List.of(new Body("both", "Phone and e-mail", CONTACT))),
            entry(
                    "startLinkAttempt",
                    List.of(
                            new Body(
                                    "redirect",
                                    "Sign in to VNeID in this browser",
                                    ordered(
                                            "method",
                                            "REDIRECT",
                                            "redirectUri",
                                            "http://localhost:8100/link/callback")),
                            new Body(
                                    "second-device",
                                    "Sign in to VNeID on the phone, by QR code",
                                    ordered(
                                            "method",
                                            "SECOND_DEVICE",
                                            "redirectUri",
                                            "http://localhost:8100/link/callback")))),
            entry(
                    "startAssistedLink",
                    List.of(new Body(
                            "second-officer",
                            "Put in the account's id, as the commune's worklist answers it",
                            ordered(
                                    "accountId",
                                    "3f1c2b7e-5d0a-4f6e-9a54-0c8f5a7b9d21",
                                    "control",
                                    "SECOND_OFFICER",
                                    "redirectUri",
                                    "http://localhost:8100/link/callback")))),
            entry(
                    "subscribe",
                    List.of(new Body(
                            "linked",
                            "Hear of links",
                            ordered("eventsRequested", List.of("urn:vn:gov:identity-link:event-type:linked"))))),
            entry(
                    "addDocument",
                    List.of(new Body(
                            "upload",
                            "A paper that the citizen uploads",
                            ordered(
                                    "kind",
                                    "BIRTH_CERTIFICATE",
                                    "title",
                                    "Giấy khai sinh",
                                    "mediaType",
                                    "application/pdf",
                                    "issuedOn",
                                    "1989-01-20")))),
            entry(
                    "grantReuse",
                    List.of(new Body(
                            "citizen",
                            "By the citizen's act",
                            ordered(
                                    "recipient",
                                    "province-portal",
                                    "procedureCode",
                                    "1.004873",
                                    "dossierCode",
                                    "G22.99-261126-0001")))),
            entry(
                    "checkAvailability",
                    List.of(new Body(
                            "citizen",
                            "By the citizen's call",
                            ordered(
                                    "procedureCode",
                                    "1.004873",
                                    "dossierCode",
                                    "G22.99-261126-0001",
                                    "kinds",
                                    List.of("BIRTH_CERTIFICATE", "RESIDENCE_CONFIRMATION"))))),
            entry(
                    "setCoverageTarget",
                    List.of(new Body(
                            "linked",
                            "95 % of a province linked by the middle of 2027",
                            ordered("unit", "52", "measure", "LINKED", "date", "2027-06-30", "share", 0.95)))),
            entry(
                    "fetchCoverageStatistics",
                    List.of(new Body(
                            "letters-date",
                            "Bình Định on the last day of June 2024",
                            ordered("unit", "52", "date", "2024-06-30")))),
            entry("pollEvents", List.of(new Body("ten", "Up to ten", ordered("maxEvents", 10)))),
            entry("requestVerificationEvent", List.of(new Body("state", "With a state", ordered("state", "a-state")))),
            entry(
                    "replayEvents",
                    List.of(new Body("today", "Since a moment", ordered("from", "2026-11-25T00:00:00Z")))));

    private RequestExamples() {}

    static void addTo(Operation operation) {
        for (Body body : BODIES.getOrDefault(operation.getOperationId(), List.of())) {
            MediaType json = operation.getRequestBody().getContent().getMediaType("application/json");
            json.addExample(
                    body.name(),
                    OASFactory.createExample().summary(body.summary()).value(body.value()));
        }
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> "accountId".equals(parameter.getName()))
                    .forEach(RequestExamples::explainAccountId);
        }
    }

    private static void explainAccountId(Parameter accountId) {
        accountId.setDescription("The account's id. Citizens may say `me`.");
        accountId.setExample("me");
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return fields;
    }
}
