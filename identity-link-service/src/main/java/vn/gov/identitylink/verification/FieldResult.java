package vn.gov.identitylink.verification;

import java.util.LinkedHashMap;
import java.util.Map;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.Likeness;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.Sex;
import vn.gov.identitylink.registry.RegistryRecord;

/**
 * What a match says of the fields that were declared besides the key. Nothing else: the preview must not be an oracle for
 * what the caller did not already say.
 */
final class FieldResult {

    private FieldResult() {}

    static Map<String, Likeness> compare(DeclaredIdentity declared, RegistryRecord matched) {
        Map<String, Likeness> results = new LinkedHashMap<>();
        OldIdentityNumber oldNumber = declared.oldNumber();
        if (declared.number() != null && oldNumber != null) {
            results.put("oldNumber", likeness(oldNumber.equals(matched.oldNumber())));
        }
        if (declared.sex() != Sex.UNKNOWN) {
            results.put("sex", likeness(declared.sex() == matched.sex()));
        }
        return results;
    }

    private static Likeness likeness(boolean equal) {
        return equal ? Likeness.EXACT : Likeness.DIFFERENT;
    }
}
