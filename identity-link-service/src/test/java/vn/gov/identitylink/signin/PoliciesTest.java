package vn.gov.identitylink.signin;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.Tokens;

/** The life of a policy, over HTTP. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class PoliciesTest {

    private final PolicySteps policies = new PolicySteps();

    @AfterEach
    void withdraw() {
        policies.withdrawAll();
    }

    @Test
    void theHistoryOfTheLawIsThere() {
        LetterSteps.as(PolicySteps.drafter())
                .get(PolicySteps.POLICIES)
                .then()
                .statusCode(200)
                .body(
                        "items.content.legalBasis",
                        hasItems(
                                "Nghị định số 59/2022/NĐ-CP",
                                "Nghị định số 69/2024/NĐ-CP, Điều 40 khoản 4",
                                "Quyết định số 29/2026/QĐ-TTg",
                                "Nghị định số 320/2026/NĐ-CP"))
                .body("nextCursor", nullValue());
    }

    @Test
    void aPolicyIsDraftedReviewedByAnotherPublishedAndWithdrawn() {
        String name = "life-" + UUID.randomUUID();
        Response drafted = PolicySteps.draft(PolicySteps.content(change -> change.put("name", name)));
        drafted.then().statusCode(201).body("state", equalTo("DRAFT")).body("version", equalTo(1));
        String policyId = drafted.path("policyId");
        String draft = drafted.header("ETag");
        LetterSteps.as(PolicySteps.reviewer())
                .get(PolicySteps.POLICIES + "/{id}", policyId)
                .then()
                .statusCode(200)
                .header("ETag", equalTo(draft))
                .body("content.mode", equalTo("NOTICE"));

        Refusal.of(() -> PolicySteps.step(PolicySteps.drafter(), policyId, "review", draft))
                .is(409, "second-operator-required", "SIGN_IN_POLICY_REVIEWED second-operator-required");
        Refusal.of(() -> PolicySteps.step(PolicySteps.drafter(), policyId, "publication", draft))
                .is(409, "policy-state-conflict", "SIGN_IN_POLICY_PUBLISHED policy-state-conflict");
        Refusal.of(() -> PolicySteps.withdraw(policyId))
                .is(409, "policy-state-conflict", "SIGN_IN_POLICY_WITHDRAWN policy-state-conflict");

        Response reviewed = PolicySteps.step(PolicySteps.reviewer(), policyId, "review", draft);
        reviewed.then().statusCode(200).body("state", equalTo("REVIEWED"));
        Refusal.of(() -> PolicySteps.step(PolicySteps.reviewer(), policyId, "review", reviewed.header("ETag")))
                .is(409, "policy-state-conflict", "SIGN_IN_POLICY_REVIEWED policy-state-conflict");

        Response published = PolicySteps.step(PolicySteps.drafter(), policyId, "publication", reviewed.header("ETag"));
        published.then().statusCode(200).body("state", equalTo("PUBLISHED"));
        Refusal.of(() -> change(policyId, published.header("ETag"), Map.of("legalBasis", "Another")))
                .is(409, "policy-immutable", "SIGN_IN_POLICY_CHANGED policy-immutable");

        PolicySteps.withdraw(policyId)
                .then()
                .statusCode(200)
                .body("state", equalTo("WITHDRAWN"))
                .body("withdrawalReason", equalTo("The test is over"));
        assertEquals(
                2,
                Database.count("SELECT count(*) FROM outbox_event WHERE type IN ('sign-in-policy-published',"
                        + " 'sign-in-policy-withdrawn') AND payload->>'policyId' = '" + policyId + "'"));
        PolicySteps.draft(PolicySteps.content(change -> change.put("name", name)))
                .then()
                .body("version", equalTo(2));
    }

    @Test
    void aChangedDraftIsReviewedAgain() {
        Response drafted = PolicySteps.draft(PolicySteps.content(change -> change.put("name", "again")));
        String policyId = drafted.path("policyId");
        Response reviewed = PolicySteps.step(PolicySteps.reviewer(), policyId, "review", drafted.header("ETag"));

        Refusal.of(() -> change(policyId, drafted.header("ETag"), Map.of("name", "again")))
                .is(412, "precondition-failed");
        Refusal.of(() -> change(policyId, reviewed.header("ETag"), Map.of("name", "renamed")))
                .is(400, "validation-failed");
        change(policyId, reviewed.header("ETag"), Map.of("name", "again", "mode", "CLOSED"))
                .then()
                .statusCode(200)
                .body("state", equalTo("DRAFT"))
                .body("content.mode", equalTo("CLOSED"))
                .body("reviewedAt", nullValue());
        Refusal.of(() -> PolicySteps.step(PolicySteps.reviewer(), policyId, "review", reviewed.header("ETag")))
                .is(412, "precondition-failed");
        Refusal.of(() -> PolicySteps.step(PolicySteps.reviewer(), policyId, "publication", "\"999\""))
                .is(412, "precondition-failed");
    }

    @Test
    void everyStepSaysWhichVersionItIsAbout() {
        String policyId = PolicySteps.draft(PolicySteps.content(change -> {})).path("policyId");
        for (String step : List.of("review", "publication")) {
            Refusal.of(() -> LetterSteps.as(PolicySteps.reviewer())
                            .post(PolicySteps.POLICIES + "/{id}/" + step, policyId))
                    .is(428, "precondition-required");
        }
        Refusal.of(() -> LetterSteps.as(PolicySteps.drafter())
                        .contentType("application/json")
                        .body(PolicySteps.content(change -> {}))
                        .put(PolicySteps.POLICIES + "/{id}", policyId))
                .is(428, "precondition-required");
    }

    @Test
    void theDatabaseItselfKeepsAPublishedPolicyAsItIs() {
        String policyId =
                policies.publish(PolicySteps.content(change -> change.put("accountKinds", List.of("STATE_AGENCY"))));
        for (String change : List.of("content = '{}'", "state = 'DRAFT'", "published_at = now()", "version = 7")) {
            assertThrows(
                    IllegalStateException.class,
                    () -> Database.execute(
                            "UPDATE sign_in_policy SET " + change + " WHERE policy_id = '" + policyId + "'"));
        }
    }

    @Test
    void aWithdrawalRestoresTheFormerDecisions() {
        Letter letter = Letter.registered(People.aCitizen());
        String before = decision(letter);
        policies.publishNotice(null);
        assertEquals("ALLOW_WITH_NOTICE NOTICE", decision(letter));

        policies.withdrawAll();

        assertEquals("LINK_REQUIRED LINK_REQUIRED", before);
        assertEquals(before, decision(letter));
    }

    @Test
    void theImpactIsKnownBeforeThePublication() {
        Letter.linked(People.aCitizen());
        Letter.registered(People.aCitizen());
        LetterSteps.register(
                        Tokens.homePortal().toString(),
                        Map.of(
                                "externalId",
                                "IMPACT-" + UUID.randomUUID(),
                                "locality",
                                Map.of("communeCode", "21583", "asOf", "2024-01-29")))
                .then()
                .statusCode(201);
        String closed = PolicySteps.draft(PolicySteps.content(change -> change.put("mode", "CLOSED")))
                .path("policyId");
        Response impact = impact(closed);
        impact.then()
                .statusCode(200)
                .body("date", equalTo(PolicySteps.today().toString()))
                .body("loosened", equalTo(0))
                .body("stranded", greaterThanOrEqualTo(2))
                .body("groups.progress", hasItems("LINKED", "NUMBER_NOT_MATCHED", "IDENTITY_NOT_DECLARED"))
                .body("groups.communeCode", hasItems("21583"));
        assertEquals(
                Database.count(
                        "SELECT count(*) FROM account a WHERE kind = 'CITIZEN' AND realm = '" + Tokens.REALM
                                + "' AND NOT EXISTS (SELECT FROM link l WHERE l.account_id = a.account_id AND state = 'ACTIVE')"),
                impact.jsonPath().getLong("stranded"));

        String looser = PolicySteps.draft(PolicySteps.content(change -> change.put(
                        "replaces",
                        List.of(
                                "51960000-0000-4000-8000-000000000005",
                                "51960000-0000-4000-8000-000000000008",
                                "51960000-0000-4000-8000-000000000010"))))
                .path("policyId");
        Response loosening = impact(looser);
        assertTrue(loosening.jsonPath().getLong("loosened") > 0);
        assertEquals(0, loosening.jsonPath().getLong("stranded"));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String nobodys = UUID.randomUUID().toString();
        Refusal.of(() -> LetterSteps.as(PolicySteps.drafter()).get(PolicySteps.POLICIES + "/{id}", nobodys))
                .is(404, "not-found");
        Refusal.of(() -> impact(nobodys)).is(404, "not-found");
        Refusal.of(() -> PolicySteps.step(PolicySteps.reviewer(), nobodys, "review", "*"))
                .is(404, "not-found");
        Refusal.of(() -> PolicySteps.step(PolicySteps.reviewer(), nobodys, "publication", "*"))
                .is(404, "not-found");
        Refusal.of(() -> PolicySteps.withdraw(nobodys)).is(404, "not-found");
        Refusal.of(() -> change(nobodys, "*", Map.of())).is(404, "not-found");
    }

    @Test
    void aPolicyCannotBeginInThePastWhenItIsPublishedLate() {
        Response drafted = PolicySteps.draft(PolicySteps.content(change -> change.put("name", "late")));
        String policyId = drafted.path("policyId");
        Response reviewed = PolicySteps.step(PolicySteps.reviewer(), policyId, "review", drafted.header("ETag"));
        Database.execute("UPDATE sign_in_policy SET content = jsonb_set(content, '{effectiveFrom}', '\"2026-01-01\"')"
                + " WHERE policy_id = '" + policyId + "'");

        Refusal.of(() -> PolicySteps.step(PolicySteps.drafter(), policyId, "publication", reviewed.header("ETag")))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("in-the-past"));
    }

    @ParameterizedTest
    @CsvSource({
        "name, Not A Name, /name, name-format",
        "name,, /name, required",
        "legalBasis, '', /legalBasis, length",
        "audience, EVERYBODY, /audience, unknown-word",
        "mode, OPEN, /mode, unknown-word",
        "effectiveFrom, 2026-02-30, /effectiveFrom, date-format",
        "effectiveFrom, 2020-01-01, /effectiveFrom, in-the-past",
        "effectiveFrom, 1999-01-01, /effectiveFrom, date-range",
        "effectiveUntil, 2020-01-01, /effectiveUntil, before-effective-from",
        "outage,, /outage, required",
        "notice,, /notice, required"
    })
    void aFieldThatIsWrongIsNamed(String field, @Nullable String value, String pointer, String code) {
        Refusal.of(() -> PolicySteps.draft(PolicySteps.content(change -> change.put(field, value))))
                .is(400, "validation-failed")
                .then()
                .body("errors.pointer", equalTo(List.of(pointer)))
                .body("errors.code", equalTo(List.of(code)));
    }

    @Test
    void whatIsWrongInsideAListIsNamed() {
        Refusal.of(() -> PolicySteps.draft(PolicySteps.content(change -> {
                    change.put("accountKinds", List.of("PORTAL", "VNEID"));
                    change.put("skipLimit", 1001);
                    change.put("replaces", List.of("x"));
                    change.put("exemptions", List.of(Map.of("accountKinds", List.of(), "until", "soon")));
                })))
                .is(400, "validation-failed")
                .then()
                .body(
                        "errors.pointer",
                        hasItems(
                                "/accountKinds/1",
                                "/skipLimit",
                                "/replaces/0",
                                "/exemptions/0/accountKinds",
                                "/exemptions/0/until",
                                "/exemptions/0/reason"));
        Refusal.of(() -> PolicySteps.draft(PolicySteps.content(change ->
                        change.put("replaces", List.of(UUID.randomUUID().toString())))))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("not-published"));
    }

    @Test
    void aWithdrawalSaysWhy() {
        for (Map<String, String> body : List.of(Map.<String, String>of(), Map.of("reason", " "))) {
            Refusal.of(() -> LetterSteps.as(PolicySteps.drafter())
                            .contentType("application/json")
                            .body(body)
                            .post(PolicySteps.POLICIES + "/{id}/withdrawal", UUID.randomUUID()))
                    .is(400, "validation-failed");
        }
    }

    private static Response change(String policyId, String ifMatch, Map<String, ?> changed) {
        return LetterSteps.as(PolicySteps.drafter())
                .header("If-Match", ifMatch)
                .contentType("application/json")
                .body(PolicySteps.content(content -> content.putAll(changed)))
                .put(PolicySteps.POLICIES + "/{policyId}", policyId);
    }

    private static Response impact(String policyId) {
        return LetterSteps.as(PolicySteps.drafter()).get(PolicySteps.POLICIES + "/{policyId}/impact", policyId);
    }

    private static String decision(Letter letter) {
        Response decided = LetterSteps.machine(Tokens.homePortal().toString())
                .body(Map.of("externalId", letter.techId()))
                .post("/v1/sign-in-decisions");
        return decided.path("decision") + " " + decided.path("rule");
    }
}
