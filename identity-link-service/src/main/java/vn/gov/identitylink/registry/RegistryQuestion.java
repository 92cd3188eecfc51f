package vn.gov.identitylink.registry;

import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.OldIdentityNumber;

/**
 * The match key of service 037, the letter's step 4: a number, a full name and a birth date. Exactly one number is set.
 */
public record RegistryQuestion(
        @Nullable CitizenNumber number, @Nullable OldIdentityNumber oldNumber, FullName fullName, BirthDate birthDate) {

    public RegistryQuestion {
        if ((number == null) == (oldNumber == null)) {
            throw new IllegalArgumentException("exactly one number is the key");
        }
    }

    /** The key of a declared identity: the twelve-digit number where there is one. */
    public static RegistryQuestion about(DeclaredIdentity declared) {
        return new RegistryQuestion(
                declared.number(),
                declared.number() == null ? declared.oldNumber() : null,
                declared.fullName(),
                declared.birthDate());
    }
}
