package vn.gov.identitylink.linking;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.account.Assurance;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Why no attempt is opened for an account, whoever begins it; in the order in which it is looked at. */
enum AttemptObstacle {
    /** The account of an organisation. */
    NOT_A_CITIZEN(ProblemCode.CITIZEN_NOT_ELIGIBLE, null),
    /** Closed in favour of another account of the same citizen. */
    SUPERSEDED(ProblemCode.ACCOUNT_SUPERSEDED, NextAction.SIGN_IN_WITH_VNEID),
    /** The letter's first step comes first: the number must be matched. */
    NUMBER_NOT_MATCHED(ProblemCode.NUMBER_NOT_MATCHED, NextAction.VERIFY_IDENTITY);

    private final ProblemCode code;
    private final @Nullable NextAction nextAction;

    AttemptObstacle(ProblemCode code, @Nullable NextAction nextAction) {
        this.code = code;
        this.nextAction = nextAction;
    }

    static Optional<AttemptObstacle> of(Account account) {
        if (account.kind() != AccountKind.CITIZEN) {
            return Optional.of(NOT_A_CITIZEN);
        }
        if (account.supersededAt() != null) {
            return Optional.of(SUPERSEDED);
        }
        return account.assurance() == Assurance.DECLARED ? Optional.of(NUMBER_NOT_MATCHED) : Optional.empty();
    }

    /**
     * The same under the account's lock, when others have been asked. What was declared, closed or ended meanwhile voided the
     * attempts that were there; the one that is about to be opened was not.
     */
    static Optional<AttemptObstacle> since(Account before, Account locked) {
        return of(locked)
                .or(() -> Objects.equals(before.verifiedAt(), locked.verifiedAt())
                        ? Optional.empty()
                        : Optional.of(NUMBER_NOT_MATCHED));
    }

    /** As the audit record says it. */
    String reason() {
        return code.code();
    }

    Problem problem() {
        Problem problem = Problem.of(code);
        return nextAction == null ? problem : problem.withNextAction(nextAction);
    }
}
