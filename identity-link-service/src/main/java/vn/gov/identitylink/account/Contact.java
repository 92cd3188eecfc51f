package vn.gov.identitylink.account;

import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.PhoneNumber;

/** How the citizen can be reached: the only fields that they edit after the link. */
public record Contact(@Nullable PhoneNumber phone, @Nullable EmailAddress email) {

    static final Contact NONE = new Contact(null, null);
}
