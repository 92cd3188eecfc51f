package vn.gov.identitylink.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.PhoneNumber;

class ContactHistoryTest {

    private static final Instant REGISTERED = Instant.parse("2026-01-01T00:00:00Z");
    private static final PhoneNumber OWNERS = PhoneNumber.parse("0900000001");
    private static final PhoneNumber THIEFS = PhoneNumber.parse("0900000002");
    private static final EmailAddress MAIL = EmailAddress.parse("owner@example.vn");

    private final ContactHistory registered =
            new ContactHistory(new Contact(OWNERS, MAIL), REGISTERED, REGISTERED, Contact.NONE);

    @Test
    void aContactIsOldAfterThirtyDaysAndNotASecondBefore() {
        assertNull(registered.unchangedAt(day(30).minusSeconds(1)).phone());
        assertEquals(OWNERS, registered.unchangedAt(day(30)).phone());
        assertEquals(MAIL, registered.unchangedAt(day(30)).email());
    }

    @Test
    void aChangedContactIsNotOldAndTheOneBeforeIsRemembered() {
        ContactHistory changed = registered.changedTo(new Contact(THIEFS, MAIL), day(40));
        assertEquals(THIEFS, changed.current().phone());
        assertNull(changed.unchangedAt(day(41)).phone());
        assertEquals(OWNERS, changed.oldAt(day(41)).phone());
        assertEquals(MAIL, changed.unchangedAt(day(41)).email(), "the other has not changed");
        assertEquals(THIEFS, changed.oldAt(day(70)).phone());
    }

    @Test
    void changingAgainDoesNotPushTheOldContactOut() {
        ContactHistory changed = registered
                .changedTo(new Contact(THIEFS, MAIL), day(40))
                .changedTo(new Contact(null, MAIL), day(41))
                .changedTo(new Contact(THIEFS, null), day(42));
        assertEquals(OWNERS, changed.oldAt(day(43)).phone());
        assertEquals(MAIL, changed.oldAt(day(43)).email());
    }

    @Test
    void beforeAnythingIsOldTheFirstThatStoodIsWarnedAndProvesNothing() {
        ContactHistory changed =
                registered.changedTo(new Contact(THIEFS, MAIL), day(5)).changedTo(new Contact(null, MAIL), day(6));
        assertEquals(OWNERS, changed.oldAt(day(7)).phone());
        assertNull(changed.unchangedAt(day(7)).phone());
    }

    @Test
    void theSameContactAgainIsAsOldAsBefore() {
        ContactHistory same = registered.changedTo(new Contact(OWNERS, MAIL), day(40));
        assertEquals(registered, same);
    }

    private static Instant day(int day) {
        return REGISTERED.plus(Duration.ofDays(day));
    }
}
