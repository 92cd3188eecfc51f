package vn.gov.identitylink.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.signin.SignInFacts.LinkStanding;

/** The one read of a decision: by a unique index, without a lock, from the primary. */
@ApplicationScoped
class SignInReads {

    private static final String COLUMNS = """
            SELECT a.account_id, a.kind, a.assurance, a.declared_identity IS NOT NULL,
              CASE WHEN a.superseded_at IS NOT NULL THEN 'SUPERSEDED'
                WHEN l.suspended_by IN ('CITIZEN', 'PROVIDER') THEN 'RESUMABLE' ELSE l.state END,
              (SELECT string_agg(policy_id || '=' || skips, ',') FROM (SELECT policy_id, count(*) AS skips
                 FROM sign_in_skip WHERE account_id = a.account_id GROUP BY policy_id) AS counted),
              (SELECT revision FROM sign_in_policy_revision)
            """;

    private static final String BY_EXTERNAL_ID = COLUMNS + """
            FROM (VALUES (1)) AS one
            LEFT JOIN account a ON a.realm = ?1 AND a.external_id = ?2
            LEFT JOIN link l ON l.account_id = a.account_id AND l.state <> 'ENDED'
            """;

    private static final String BY_IDENTITY = COLUMNS + """
            FROM (VALUES (1)) AS one
            LEFT JOIN link l ON l.realm = ?1 AND l.issuer = ?2 AND l.subject = ?3 AND l.state <> 'ENDED'
            LEFT JOIN account a ON a.account_id = l.account_id
            """;

    /**
     * What is known of an account, or that there is none.
     *
     * @param revision of the published policies at the time of the read
     */
    record Read(
            @Nullable UUID accountId,
            AccountKind audience,
            LinkStanding standing,
            NextAction towardsLink,
            Map<UUID, Integer> skips,
            long revision) {}

    private final EntityManager entities;

    SignInReads(EntityManager entities) {
        this.entities = entities;
    }

    Read byExternalId(String realm, String externalId) {
        return read(entities.createNativeQuery(BY_EXTERNAL_ID)
                .setParameter(1, realm)
                .setParameter(2, externalId));
    }

    Read byIdentity(String realm, String issuer, String subject) {
        return read(entities.createNativeQuery(BY_IDENTITY)
                .setParameter(1, realm)
                .setParameter(2, issuer)
                .setParameter(3, subject));
    }

    private static Read read(Query query) {
        Object[] row = (Object[]) query.getSingleResult();
        long revision = ((Number) row[6]).longValue();
        if (row[0] == null) {
            // Nobody who may come in is kept out because the account has not been registered yet.
            return new Read(
                    null, AccountKind.CITIZEN, LinkStanding.NOT_LINKED, NextAction.LINK_VNEID, Map.of(), revision);
        }
        AccountKind audience = AccountKind.valueOf((String) row[1]);
        return new Read(
                (UUID) row[0],
                audience,
                standingOf((String) row[4]),
                towardsLink(audience, (String) row[2], (Boolean) row[3]),
                skipsOf((String) row[5]),
                revision);
    }

    private static LinkStanding standingOf(@Nullable String linkState) {
        return switch (linkState) {
            case null -> LinkStanding.NOT_LINKED;
            case "ACTIVE" -> LinkStanding.LINKED;
            case "RESUMABLE" -> LinkStanding.RESUMABLE;
            case "SUPERSEDED" -> LinkStanding.SUPERSEDED;
            default -> LinkStanding.SUSPENDED;
        };
    }

    private static NextAction towardsLink(AccountKind audience, String assurance, boolean declared) {
        if (audience != AccountKind.CITIZEN) {
            return NextAction.ASK_OFFICER;
        }
        if (!declared) {
            return NextAction.DECLARE_IDENTITY;
        }
        return assurance.equals("DECLARED") ? NextAction.VERIFY_IDENTITY : NextAction.LINK_VNEID;
    }

    private static Map<UUID, Integer> skipsOf(@Nullable String counted) {
        Map<UUID, Integer> skips = new HashMap<>();
        for (String one : counted == null ? List.<String>of() : List.of(counted.split(",", -1))) {
            int equals = one.indexOf('=');
            skips.put(UUID.fromString(one.substring(0, equals)), Integer.valueOf(one.substring(equals + 1)));
        }
        return skips;
    }
}
