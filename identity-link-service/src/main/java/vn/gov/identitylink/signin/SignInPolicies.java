package vn.gov.identitylink.signin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** All policies; those that were published are kept in memory until another is published or withdrawn, here or elsewhere. */
@ApplicationScoped
class SignInPolicies implements PanacheRepositoryBase<SignInPolicyRow, UUID> {

    private record Kept(long revision, SignInRules rules) {}

    private final EntityManager entities;
    private final ObjectMapper json;
    private volatile Kept kept = new Kept(-1, new SignInRules(List.of()));

    SignInPolicies(EntityManager entities, ObjectMapper json) {
        this.entities = entities;
        this.json = json;
    }

    /**
     * The rules of all published policies.
     *
     * @param revision as the caller has just read it
     */
    SignInRules rules(long revision) {
        Kept now = kept;
        if (now.revision() != revision) {
            now = new Kept(
                    revision,
                    new SignInRules(QuarkusTransaction.joiningExisting().call(this::published)));
            kept = now;
        }
        return now.rules();
    }

    /** The rules as if this policy were in force too. */
    SignInRules rulesWith(SignInPolicyRow candidate) {
        List<PublishedPolicy> policies = publishedBut(candidate);
        policies.add(publishedOf(candidate));
        return new SignInRules(policies);
    }

    /** The rules as if this policy did not exist. */
    SignInRules rulesWithout(SignInPolicyRow candidate) {
        return new SignInRules(publishedBut(candidate));
    }

    private List<PublishedPolicy> publishedBut(SignInPolicyRow candidate) {
        List<PublishedPolicy> policies = new ArrayList<>(published());
        policies.removeIf(policy -> policy.policyId().equals(candidate.policyId));
        return policies;
    }

    /** All of them, whatever their state, in the order of their first days. */
    List<SignInPolicyRow> inOrder() {
        return listAll().stream()
                .sorted(Comparator.<SignInPolicyRow, LocalDate>comparing(
                                row -> contentOf(row).effectiveFrom())
                        .thenComparing(row -> row.name)
                        .thenComparing(row -> row.version))
                .toList();
    }

    long revision() {
        return ((Number) entities.createNativeQuery("SELECT revision FROM sign_in_policy_revision")
                        .getSingleResult())
                .longValue();
    }

    /** Tells all replicas that what they keep is old, when the caller's transaction commits. */
    void changed() {
        entities.createNativeQuery("UPDATE sign_in_policy_revision SET revision = revision + 1")
                .executeUpdate();
    }

    /** 1 for the first policy of a name. */
    int nextVersion(String name) {
        return ((Number) entities.createNativeQuery(
                                "SELECT coalesce(max(version), 0) + 1 FROM sign_in_policy WHERE name = ?1")
                        .setParameter(1, name)
                        .getSingleResult())
                .intValue();
    }

    private List<PublishedPolicy> published() {
        return find(
                        "state in ?1 order by publishedAt, policyId",
                        Set.of(SignInPolicyRow.State.PUBLISHED, SignInPolicyRow.State.WITHDRAWN))
                .<SignInPolicyRow>stream()
                .map(this::publishedOf)
                .toList();
    }

    private PublishedPolicy publishedOf(SignInPolicyRow row) {
        return new PublishedPolicy(row.policyId, row.version, contentOf(row), row.withdrawnAt);
    }

    SignInPolicy contentOf(SignInPolicyRow row) {
        try {
            return json.readValue(row.content, SignInPolicy.class);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the policy " + row.policyId + " is not what was written", broken);
        }
    }

    String written(SignInPolicy content) {
        try {
            return json.writeValueAsString(content);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a policy is always JSON", broken);
        }
    }
}
