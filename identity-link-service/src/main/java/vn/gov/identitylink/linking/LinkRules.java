package vn.gov.identitylink.linking;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.linking.LinkOutcome.Reason;
import vn.gov.identitylink.registry.RegistryAnswer;
import vn.gov.identitylink.vneid.VneidIdentity;

/**
 * What must hold before an account is linked, beyond what the provider's tokens and the database already say. The first
 * rule that is broken is the reason of the refusal. The registry's answer is looked at last: what it says about a life is
 * told only to somebody who signed in to VNeID as that person.
 */
final class LinkRules {

    private LinkRules() {}

    @FunctionalInterface
    private interface Rule {
        @Nullable
        Reason broken(@Nullable CitizenNumber number, VneidIdentity identity, RegistryAnswer answer);
    }

    private static final Rule LEVEL_TWO_WAS_RETURNED = (number, identity, answer) ->
            identity.level() == VneidIdentity.LINKABLE_LEVEL ? null : Reason.LEVEL_INSUFFICIENT;

    private static final Rule VNEID_SHOWS_THE_ACCOUNTS_NUMBER =
            (number, identity, answer) -> identity.number().equals(number) ? null : Reason.NUMBERS_DIFFER;

    private static final Rule THE_REGISTRY_KNOWS_THEM_NOW =
            (number, identity, answer) -> answer instanceof RegistryAnswer.Match ? null : Reason.REGISTRY_DIFFERS;

    private static final Rule THE_REGISTRY_SHOWS_THE_SAME_NUMBER =
            (number, identity, answer) -> answer instanceof RegistryAnswer.Match match
                            && match.found().number().equals(identity.number())
                    ? null
                    : Reason.NUMBERS_DIFFER;

    private static final Rule THE_CITIZEN_CAN_BE_LINKED =
            (number, identity, answer) -> answer instanceof RegistryAnswer.Match match
                            && match.found().lifeState().canLink()
                    ? null
                    : Reason.NOT_ELIGIBLE;

    private static final List<Rule> RULES = List.of(
            LEVEL_TWO_WAS_RETURNED,
            VNEID_SHOWS_THE_ACCOUNTS_NUMBER,
            THE_REGISTRY_KNOWS_THEM_NOW,
            THE_REGISTRY_SHOWS_THE_SAME_NUMBER,
            THE_CITIZEN_CAN_BE_LINKED);

    /** @param number the account's */
    static Optional<Reason> firstBroken(@Nullable CitizenNumber number, VneidIdentity identity, RegistryAnswer answer) {
        return RULES.stream()
                .flatMap(rule -> Stream.ofNullable(rule.broken(number, identity, answer)))
                .findFirst();
    }
}
