package vn.gov.identitylink.linking;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.account.ProofsVoided;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.audit.SystemActor;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.cases.Cases;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.registry.RegistryRecord;
import vn.gov.identitylink.signin.LinkRequirement;

/**
 * A link is held, disputed, resumed and ended. To hold it takes little, since it takes nothing from its owner; to resume it takes
 * who may lift that hold. Every change, its event, its audit record and its case are one transaction.
 */
@ApplicationScoped
public class ChangeLink {

    private final Accounts accounts;
    private final Links links;
    private final Cases cases;
    private final AuditLog audit;
    private final Outbox outbox;
    private final LinkRequirement requirement;
    private final Event<ProofsVoided> proofsVoided;
    private final Event<LinkEnded> linkEnded;
    private final FreshSignIn freshSignIn;
    private final InstantSource clock;

    ChangeLink(
            Accounts accounts,
            Links links,
            Cases cases,
            AuditLog audit,
            Outbox outbox,
            LinkRequirement requirement,
            Event<ProofsVoided> proofsVoided,
            Event<LinkEnded> linkEnded,
            FreshSignIn freshSignIn,
            InstantSource clock) {
        this.accounts = accounts;
        this.links = links;
        this.cases = cases;
        this.audit = audit;
        this.outbox = outbox;
        this.requirement = requirement;
        this.proofsVoided = proofsVoided;
        this.linkEnded = linkEnded;
        this.freshSignIn = freshSignIn;
        this.clock = clock;
    }

    /** The citizen holds the link of their account, in whatever way they signed in. */
    @Transactional
    LinkChange suspend(Caller.Citizen citizen, UUID linkId) {
        return onLocked(citizen, linkId, (account, row) -> hold(account, row, LinkHolder.CITIZEN, null));
    }

    /**
     * An operator holds a link of their realm.
     *
     * @param reason the first note of the case that is opened
     */
    @Transactional
    LinkChange suspend(Caller.Staff operator, UUID linkId, String reason) {
        return onLocked(operator, linkId, (account, row) -> {
            UUID caseId = cases.open(CaseKind.LINK_SUSPENDED_BY_OPERATOR, account, linkId);
            cases.note(caseId, operator.subject(), reason);
            return hold(account, row, LinkHolder.OPERATOR, caseId);
        });
    }

    private LinkChange hold(Account account, LinkRow row, LinkHolder holder, @Nullable UUID caseId) {
        if (row.canBeHeldBy(holder)) {
            suspend(row, holder);
        }
        audit.done(Action.LINK_SUSPENDED, account.accountId(), row.linkId, List.of());
        return done(account, row, caseId);
    }

    /** The owner of the identity signed in through VNeID and says that the link is not theirs. */
    @Transactional
    LinkChange dispute(Caller.Citizen citizen, UUID linkId) {
        return onLocked(citizen, linkId, (account, row) -> {
            if (!account.isOwnedThroughVneidBy(citizen)) {
                audit.refused(Action.LINK_DISPUTED, "step-up-required", account.accountId(), linkId);
                return new LinkChange.StepUpRequired();
            }
            audit.done(Action.LINK_DISPUTED, account.accountId(), linkId, List.of());
            return disputed(account, row);
        });
    }

    /**
     * Who received a notice says that they did not make the link, or the one that has taken its place since. Works in the
     * caller's transaction.
     */
    public LinkChange disputeByNotice(UUID told) {
        UUID linkId = links.inThePlaceOf(told);
        return onLocked(linkId, (account, row) -> {
            audit.doneBy(SystemActor.NOTICE_HOLDER, account.realm(), Action.LINK_DISPUTED, account.accountId(), linkId);
            return disputed(account, row);
        });
    }

    private LinkChange disputed(Account account, LinkRow row) {
        if (row.canBeHeldBy(LinkHolder.DISPUTE)) {
            suspend(row, LinkHolder.DISPUTE);
        }
        return done(account, row, cases.open(CaseKind.LINK_DISPUTED, account, row.linkId));
    }

    /**
     * VNeID said that something is wrong with the identity. Works in the caller's transaction.
     *
     * @param why the case that is opened
     */
    public LinkChange suspendForProvider(UUID linkId, CaseKind why) {
        return onLocked(linkId, (account, row) -> {
            if (row.canBeHeldBy(LinkHolder.PROVIDER)) {
                suspend(row, LinkHolder.PROVIDER);
            }
            audit.doneBy(
                    SystemActor.IDENTITY_PROVIDER, account.realm(), Action.LINK_SUSPENDED, account.accountId(), linkId);
            return done(account, row, cases.open(why, account, linkId));
        });
    }

    /**
     * The registry established another number in place of the linked one: the link stays, with that number. Works in the
     * caller's transaction, which the unique index ends where another account proved it.
     */
    public LinkChange renumber(UUID linkId, RegistryRecord found) {
        return onLocked(linkId, (account, row) -> {
            if (found.isNow(account.number())) {
                row.renumber(account.key(), found.number());
                links.renumber(row, found.number());
                accounts.renumber(account, found, clock.instant());
                audit.doneBy(
                        SystemActor.IDENTITY_PROVIDER,
                        account.realm(),
                        Action.LINK_NUMBER_RENEWED,
                        account.accountId(),
                        linkId);
                outbox.append(EventType.NUMBER_MATCHED, account.accountId(), Map.of());
            }
            return done(account, row, null);
        });
    }

    /**
     * The citizen lifts what they or VNeID held, signed in through VNeID since the hold, which shows that the identity works
     * again; not where it is gone, or its number changed.
     */
    @Transactional
    LinkChange resume(Caller.Citizen citizen, UUID linkId) {
        return onLocked(citizen, linkId, (account, row) -> {
            if (!account.isOwnedThroughVneidBy(citizen)) {
                audit.refused(Action.LINK_RESUMED, "step-up-required", account.accountId(), linkId);
                return new LinkChange.StepUpRequired();
            }
            @Nullable LinkHolder holder = row.holder();
            if ((holder != null && !holder.isLiftedByCitizen())
                    || cases.isOpenAbout(linkId, CaseKind.IDENTITY_PURGED, CaseKind.NUMBER_CHANGED)) {
                audit.refused(Action.LINK_RESUMED, "link-suspended", account.accountId(), linkId);
                return new LinkChange.HeldByAnother();
            }
            Instant held = row.suspendedAt();
            if (held != null && citizen.authenticatedAt().isBefore(held)) {
                audit.refused(Action.LINK_RESUMED, "step-up-required", account.accountId(), linkId);
                return new LinkChange.StepUpRequired();
            }
            return resumed(account, row);
        });
    }

    /** An operator lifts any hold of a link of their realm. */
    @Transactional
    LinkChange resume(Caller.Staff operator, UUID linkId) {
        return onLocked(operator, linkId, this::resumed);
    }

    private LinkChange resumed(Account account, LinkRow row) {
        if (row.state() == LinkState.SUSPENDED) {
            row.resume();
            outbox.append(EventType.LINK_RESUMED, row.accountId, Map.of("linkId", row.linkId.toString()));
        }
        audit.done(Action.LINK_RESUMED, account.accountId(), row.linkId, List.of());
        return done(account, row, null);
    }

    /**
     * The citizen ends the link of their account, signed in through VNeID less than five minutes ago, as long as no law
     * demands a link. What was proved and verified goes with it, so that the next link begins anew.
     */
    @Transactional
    LinkChange end(Caller.Citizen citizen, UUID linkId) {
        return onLocked(citizen, linkId, (account, row) -> {
            if (!account.isOwnedThroughVneidBy(citizen) || !freshSignIn.isOf(citizen)) {
                audit.refused(Action.LINK_ENDED, "step-up-required", account.accountId(), linkId);
                return new LinkChange.StepUpRequired();
            }
            if (row.holder() == LinkHolder.OPERATOR || row.holder() == LinkHolder.DISPUTE) {
                audit.refused(Action.LINK_ENDED, "link-suspended", account.accountId(), linkId);
                return new LinkChange.HeldByAnother();
            }
            if (requirement.isInForce(account.kind())) {
                audit.refused(Action.LINK_ENDED, "link-removal-not-allowed", account.accountId(), linkId);
                return new LinkChange.RemovalNotAllowed();
            }
            return ended(account, row);
        });
    }

    /** An operator ends a link that is held, after another one came to the conclusion that something is wrong with it. */
    @Transactional
    LinkChange end(Caller.Staff operator, UUID linkId) {
        return onLocked(operator, linkId, (account, row) -> {
            Instant held = row.suspendedAt();
            if (held == null || !cases.isConfirmedByAnother(linkId, operator.subject(), held)) {
                audit.refused(Action.LINK_ENDED, "second-operator-required", account.accountId(), linkId);
                return new LinkChange.NotConfirmed();
            }
            return ended(account, row);
        });
    }

    private LinkChange ended(Account account, LinkRow row) {
        Instant now = clock.instant();
        row.end(now);
        links.release(row, now);
        accounts.unprove(account);
        proofsVoided.fire(new ProofsVoided(account.accountId()));
        linkEnded.fire(new LinkEnded(row.toLink(account.key())));
        audit.done(Action.LINK_ENDED, account.accountId(), row.linkId, List.of());
        outbox.append(
                EventType.LINK_ENDED,
                row.accountId,
                Map.of("linkId", row.linkId.toString(), "revokeSessionsBefore", now.toString()));
        return done(account, row, null);
    }

    private void suspend(LinkRow row, LinkHolder holder) {
        Instant now = clock.instant();
        row.suspend(holder, now);
        outbox.append(
                EventType.LINK_SUSPENDED,
                row.accountId,
                Map.of("linkId", row.linkId.toString(), "revokeSessionsBefore", now.toString()));
    }

    private LinkChange.Done done(Account account, LinkRow row, @Nullable UUID caseId) {
        links.flush();
        return new LinkChange.Done(row.toLink(account.key()), caseId);
    }

    @FunctionalInterface
    private interface Step {
        LinkChange take(Account account, LinkRow row);
    }

    private LinkChange onLocked(Caller.Citizen citizen, UUID linkId, Step step) {
        return links.findByIdOptional(linkId)
                .flatMap(row -> accounts.lockVisibleTo(citizen, row.accountId.toString()))
                .map(account -> onRow(account, linkId, step))
                .orElseGet(LinkChange.NotFound::new);
    }

    /** Another realm's link does not exist. */
    private LinkChange onLocked(Caller.Staff operator, UUID linkId, Step step) {
        return links.findByIdOptional(linkId)
                .filter(row -> row.realm.equals(operator.realm()))
                .map(row -> onRow(accounts.lock(row.accountId), linkId, step))
                .orElseGet(LinkChange.NotFound::new);
    }

    private LinkChange onLocked(UUID linkId, Step step) {
        Optional<LinkRow> found = links.findByIdOptional(linkId);
        return found.map(row -> onRow(accounts.lock(row.accountId), linkId, step))
                .orElseGet(LinkChange.NotFound::new);
    }

    /** Looks at the link again under the account's lock. */
    private LinkChange onRow(Account account, UUID linkId, Step step) {
        LinkRow row = links.fresh(linkId);
        return row.state() == LinkState.ENDED ? new LinkChange.Ended() : step.take(account, row);
    }
}
