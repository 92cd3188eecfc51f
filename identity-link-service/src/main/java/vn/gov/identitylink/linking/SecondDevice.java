package vn.gov.identitylink.linking;

import java.net.URI;
import java.time.Instant;
import vn.gov.identitylink.account.Account;

/**
 * What the first screen shows, and what the portal's page on the second device needs: an attempt's address as a QR code, and
 * the digits that only who sees both can join. The device authorization grant would do without them, and is phishable by
 * construction (RFC 8628 section 5.4).
 *
 * @param openUntil when the address stops leading to a sign-in
 * @param redirectState the {@code state} by which the page on the second device finds the attempt
 * @param account what is being linked
 */
record SecondDevice(String qrCode, Instant openUntil, String confirmationCode, String redirectState, Account account) {

    static SecondDevice of(
            URI authorizationUrl, Instant openUntil, String confirmationCode, String redirectState, Account account) {
        return new SecondDevice(
                QrCode.svg(authorizationUrl.toString()), openUntil, confirmationCode, redirectState, account);
    }

    @Override
    public String toString() {
        return "SecondDevice[•••]";
    }
}
