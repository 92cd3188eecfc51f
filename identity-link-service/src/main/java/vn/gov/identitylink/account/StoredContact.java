package vn.gov.identitylink.account;

import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.protection.StoredJson;

/** A contact inside its sealed column. */
record StoredContact(@Nullable String phone, @Nullable String email) {

    static String write(Contact contact) {
        PhoneNumber phone = contact.phone();
        EmailAddress email = contact.email();
        return StoredJson.write(
                new StoredContact(phone == null ? null : phone.unmasked(), email == null ? null : email.unmasked()));
    }

    static Contact read(String json) {
        StoredContact stored = StoredJson.read(json, StoredContact.class);
        return new Contact(
                stored.phone == null ? null : PhoneNumber.parse(stored.phone),
                stored.email == null ? null : EmailAddress.parse(stored.email));
    }
}
