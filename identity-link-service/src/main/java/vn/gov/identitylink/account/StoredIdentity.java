package vn.gov.identitylink.account;

import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.Sex;
import vn.gov.identitylink.protection.StoredJson;

/** A declared identity inside its sealed column. */
record StoredIdentity(@Nullable String number, @Nullable String oldNumber, String fullName, String birthDate, Sex sex) {

    static String write(DeclaredIdentity declared) {
        CitizenNumber number = declared.number();
        OldIdentityNumber oldNumber = declared.oldNumber();
        return StoredJson.write(new StoredIdentity(
                number == null ? null : number.unmasked(),
                oldNumber == null ? null : oldNumber.unmasked(),
                declared.fullName().unmasked(),
                declared.birthDate().unmasked(),
                declared.sex()));
    }

    static DeclaredIdentity read(String json) {
        StoredIdentity stored = StoredJson.read(json, StoredIdentity.class);
        return new DeclaredIdentity(
                stored.number == null ? null : CitizenNumber.parse(stored.number),
                stored.oldNumber == null ? null : OldIdentityNumber.parse(stored.oldNumber),
                FullName.parse(stored.fullName),
                BirthDate.parse(stored.birthDate),
                stored.sex);
    }
}
