package vn.gov.identitylink.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.linking.LinkOutcome.Reason;
import vn.gov.identitylink.registry.RegistryAnswer;
import vn.gov.identitylink.registry.RegistryFixture;
import vn.gov.identitylink.registry.RegistryRecord;
import vn.gov.identitylink.registry.RegistryRecord.LifeState;
import vn.gov.identitylink.vneid.VneidIdentity;

class LinkRulesTest {

    private static final String NUMBER = "003089000001";
    private static final String ANOTHER = "003089000002";

    @Test
    void anAccountIsLinkedWhenAccountVneidAndRegistryShowOneNumber() {
        assertEquals(Optional.empty(), firstBroken(NUMBER, NUMBER, 2, match(NUMBER, LifeState.ALIVE)));
    }

    @Test
    void aCitizenAbroadIsLinkedLikeEverybodyElse() {
        assertEquals(Optional.empty(), firstBroken(NUMBER, NUMBER, 2, match(NUMBER, LifeState.ABROAD)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 3})
    void onlyLevelTwoAsReturnedIsLinked(int level) {
        assertEquals(
                Optional.of(Reason.LEVEL_INSUFFICIENT),
                firstBroken(NUMBER, NUMBER, level, match(NUMBER, LifeState.ALIVE)));
    }

    @Test
    void anotherCitizensVneidIsRefused() {
        assertEquals(
                Optional.of(Reason.NUMBERS_DIFFER), firstBroken(NUMBER, ANOTHER, 2, match(NUMBER, LifeState.ALIVE)));
    }

    /** Whatever the registry says: it was asked about the person who signed in at VNeID. */
    @Test
    void anAccountWithAnotherNumberThanVneidAndRegistryIsRefused() {
        assertEquals(
                Optional.of(Reason.NUMBERS_DIFFER), firstBroken(ANOTHER, NUMBER, 2, match(NUMBER, LifeState.ALIVE)));
    }

    @Test
    void aRegistryThatShowsAnotherNumberNowIsRefused() {
        assertEquals(
                Optional.of(Reason.NUMBERS_DIFFER), firstBroken(NUMBER, NUMBER, 2, match(ANOTHER, LifeState.ALIVE)));
    }

    @Test
    void aRegistryThatDoesNotKnowThemNowIsRefused() {
        assertEquals(
                Optional.of(Reason.REGISTRY_DIFFERS), firstBroken(NUMBER, NUMBER, 2, new RegistryAnswer.NoMatch()));
    }

    @ParameterizedTest
    @EnumSource(
            value = LifeState.class,
            names = {"DECEASED", "MISSING", "UNDER_CORRECTION"})
    void theDeceasedTheMissingAndRecordsUnderCorrectionAreRefused(LifeState state) {
        assertEquals(Optional.of(Reason.NOT_ELIGIBLE), firstBroken(NUMBER, NUMBER, 2, match(NUMBER, state)));
    }

    @Test
    void aLifeIsNotTalkedAboutBeforeTheNumbersAreEqual() {
        assertEquals(
                Optional.of(Reason.NUMBERS_DIFFER), firstBroken(NUMBER, ANOTHER, 2, match(NUMBER, LifeState.DECEASED)));
    }

    private static Optional<Reason> firstBroken(String account, String vneid, int level, RegistryAnswer answer) {
        return LinkRules.firstBroken(
                CitizenNumber.parse(account),
                new VneidIdentity("https://vneid.example", "subject", CitizenNumber.parse(vneid), level, Instant.EPOCH),
                answer);
    }

    private static RegistryAnswer match(String number, LifeState state) {
        RegistryRecord found = RegistryFixture.aRecord(number);
        return new RegistryAnswer.Match(new RegistryRecord(
                found.number(),
                found.oldNumber(),
                List.of(),
                found.fullName(),
                found.birthDate(),
                found.sex(),
                null,
                null,
                null,
                state));
    }
}
