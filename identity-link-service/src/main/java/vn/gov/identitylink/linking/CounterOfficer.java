package vn.gov.identitylink.linking;

import java.util.Optional;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.citizen.CitizenNumber;

/**
 * An officer who can help at a counter: their token says for which unit they act, so that it stands in the record, and
 * which number is their own, so that it is not this one.
 */
record CounterOfficer(String realm, String clientId, String subject, String unit, CitizenNumber number) {

    static Optional<CounterOfficer> of(Caller.Staff staff) {
        String unit = staff.unit();
        CitizenNumber number = staff.number();
        return unit == null || number == null
                ? Optional.empty()
                : Optional.of(new CounterOfficer(staff.realm(), staff.clientId(), staff.subject(), unit, number));
    }

    boolean isColleagueFor(AssistedLinkRow assistance) {
        return realm.equals(assistance.realm) && unit.equals(assistance.unit);
    }

    boolean hasBegun(AssistedLinkRow assistance) {
        return isColleagueFor(assistance) && subject.equals(assistance.officer);
    }

    /** Whether it is their own account, declared or matched. */
    boolean owns(Account account) {
        return number.equals(account.number());
    }
}
