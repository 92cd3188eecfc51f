package vn.gov.identitylink.linking;

import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.PhoneNumber;

/**
 * Brings a one-time code to a citizen: the port behind which text messages and mail are. Never called inside a
 * transaction; each answers whether the code was taken.
 */
public interface CodeDelivery {

    boolean toPhone(PhoneNumber phone, String code);

    boolean toEmail(EmailAddress email, String code);
}
