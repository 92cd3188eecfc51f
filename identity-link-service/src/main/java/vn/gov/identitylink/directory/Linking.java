package vn.gov.identitylink.directory;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.account.Assurance;
import vn.gov.identitylink.linking.Link;
import vn.gov.identitylink.linking.LinkHolder;
import vn.gov.identitylink.linking.LinkState;
import vn.gov.identitylink.problem.NextAction;

/**
 * How far an account has come on the letter's way.
 *
 * @param nextAction the one thing to do next
 * @param blockers why a link could not be made now
 */
@Schema(
        name = "LinkingState",
        requiredProperties = {"state", "nextAction", "blockers"})
record Linking(State state, NextAction nextAction, List<Blocker> blockers) {

    enum State {
        NOT_LINKED,
        LINKED,
        SUSPENDED
    }

    /** What stands between an account and a link. */
    enum Blocker {
        NOT_A_CITIZEN,
        IDENTITY_NOT_DECLARED,
        NUMBER_NOT_MATCHED,
        LINK_SUSPENDED
    }

    static Linking of(Account account, @Nullable Link link) {
        if (link != null) {
            return link.state() == LinkState.SUSPENDED
                    ? new Linking(State.SUSPENDED, resumedBy(link), List.of(Blocker.LINK_SUSPENDED))
                    : new Linking(State.LINKED, NextAction.SIGN_IN_WITH_VNEID, List.of());
        }
        if (account.supersededAt() != null) {
            // Its owner has another account, which is linked.
            return new Linking(State.NOT_LINKED, NextAction.SIGN_IN_WITH_VNEID, List.of());
        }
        if (account.kind() != AccountKind.CITIZEN) {
            return notLinked(NextAction.NONE, Blocker.NOT_A_CITIZEN);
        }
        if (account.declared() == null) {
            return notLinked(NextAction.DECLARE_IDENTITY, Blocker.IDENTITY_NOT_DECLARED);
        }
        if (account.assurance() == Assurance.DECLARED) {
            return notLinked(NextAction.VERIFY_IDENTITY, Blocker.NUMBER_NOT_MATCHED);
        }
        return new Linking(State.NOT_LINKED, NextAction.LINK_VNEID, List.of());
    }

    static NextAction resumedBy(Link held) {
        @Nullable LinkHolder holder = held.suspendedBy();
        return holder != null && holder.isLiftedByCitizen() ? NextAction.SIGN_IN_WITH_VNEID : NextAction.ASK_OFFICER;
    }

    private static Linking notLinked(NextAction next, Blocker blocker) {
        return new Linking(State.NOT_LINKED, next, List.of(blocker));
    }
}
