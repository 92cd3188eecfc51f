package vn.gov.identitylink.directory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.account.Assurance;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.limit.Limit;
import vn.gov.identitylink.limit.RateLimits;
import vn.gov.identitylink.linking.Link;
import vn.gov.identitylink.linking.LinkState;
import vn.gov.identitylink.linking.Links;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.registry.PopulationRegistry;
import vn.gov.identitylink.time.Clocks;

/**
 * What stands between an account and a link, all of it at once and without touching anything. It says nothing that only a
 * VNeID sign-in may show: whether the number is somebody's elsewhere, or what the registry says of a life.
 */
@ApplicationScoped
class CheckReadiness {

    /** From which age VNeID gives out level 2 identities (Decree 69/2024/NĐ-CP). */
    private static final int YOUNGEST = 14;

    /** Why a link could not be made now. */
    enum ReadinessBlocker {
        /** The account of an organisation. */
        NOT_A_CITIZEN,
        /** Closed in favour of another account of the same citizen. */
        ACCOUNT_SUPERSEDED,
        IDENTITY_NOT_DECLARED,
        /** Nobody of that age has a VNeID identity of level 2. */
        UNDER_FOURTEEN,
        NUMBER_NOT_MATCHED,
        ALREADY_LINKED,
        LINK_SUSPENDED,
        /** As many attempts as a day allows. */
        TOO_MANY_ATTEMPTS,
        /** The population database does not answer at the moment. */
        REGISTRY_UNAVAILABLE
    }

    /** @param nextAction what helps with the first blocker */
    record Readiness(List<ReadinessBlocker> blockers, NextAction nextAction) {}

    private final Accounts accounts;
    private final Links links;
    private final RateLimits limits;
    private final PopulationRegistry registry;
    private final AuditLog audit;
    private final InstantSource clock;

    CheckReadiness(
            Accounts accounts,
            Links links,
            RateLimits limits,
            PopulationRegistry registry,
            AuditLog audit,
            InstantSource clock) {
        this.accounts = accounts;
        this.links = links;
        this.limits = limits;
        this.registry = registry;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    Optional<Readiness> run(Caller caller, String reference) {
        return accounts.visibleTo(caller, reference).map(account -> {
            audit.done(Action.LINK_READINESS_READ, account.accountId(), null, List.of());
            @Nullable Link link = links.current(account).orElse(null);
            List<ReadinessBlocker> blockers = blockers(account, link);
            return new Readiness(
                    blockers, blockers.isEmpty() ? NextAction.LINK_VNEID : nextAction(blockers.getFirst(), link));
        });
    }

    /** Those that take longest to clear come first. */
    private List<ReadinessBlocker> blockers(Account account, @Nullable Link link) {
        List<ReadinessBlocker> blockers = new ArrayList<>();
        if (account.kind() != AccountKind.CITIZEN) {
            blockers.add(ReadinessBlocker.NOT_A_CITIZEN);
        }
        if (account.supersededAt() != null) {
            blockers.add(ReadinessBlocker.ACCOUNT_SUPERSEDED);
        }
        if (link != null) {
            blockers.add(
                    link.state() == LinkState.SUSPENDED
                            ? ReadinessBlocker.LINK_SUSPENDED
                            : ReadinessBlocker.ALREADY_LINKED);
        }
        @Nullable DeclaredIdentity declared = account.declared();
        if (declared == null) {
            blockers.add(ReadinessBlocker.IDENTITY_NOT_DECLARED);
        } else if (isUnderFourteen(declared.birthDate())) {
            blockers.add(ReadinessBlocker.UNDER_FOURTEEN);
        }
        if (account.assurance() == Assurance.DECLARED) {
            blockers.add(ReadinessBlocker.NUMBER_NOT_MATCHED);
        }
        if (limits.isUsedUp(Limit.LINK_ATTEMPTS_PER_ACCOUNT, account.accountId().toString())) {
            blockers.add(ReadinessBlocker.TOO_MANY_ATTEMPTS);
        }
        if (registry.isLeftAlone()) {
            blockers.add(ReadinessBlocker.REGISTRY_UNAVAILABLE);
        }
        return blockers;
    }

    /** A year alone counts from its first day, so that nobody of age is kept out. */
    private boolean isUnderFourteen(BirthDate birthDate) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
        return birthDate.earliest().plusYears(YOUNGEST).isAfter(today);
    }

    private static NextAction nextAction(ReadinessBlocker first, @Nullable Link link) {
        return switch (first) {
            case NOT_A_CITIZEN, UNDER_FOURTEEN, REGISTRY_UNAVAILABLE, TOO_MANY_ATTEMPTS -> NextAction.NONE;
            case LINK_SUSPENDED -> Linking.resumedBy(Objects.requireNonNull(link));
            case ALREADY_LINKED, ACCOUNT_SUPERSEDED -> NextAction.SIGN_IN_WITH_VNEID;
            case IDENTITY_NOT_DECLARED -> NextAction.DECLARE_IDENTITY;
            case NUMBER_NOT_MATCHED -> NextAction.VERIFY_IDENTITY;
        };
    }
}
