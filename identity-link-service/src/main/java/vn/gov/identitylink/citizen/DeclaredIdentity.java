package vn.gov.identitylink.citizen;

import org.jspecify.annotations.Nullable;

/**
 * What a citizen says who they are: the fields of the letter's screen 5, with the sex. One of the two numbers is there;
 * the twelve-digit one is the key where both are.
 *
 * @param number the twelve digits, or absent for who has only the old card
 * @param oldNumber the nine digits, or absent
 * @param sex as declared; {@link Sex#UNKNOWN} when nothing was said
 */
public record DeclaredIdentity(
        @Nullable CitizenNumber number,
        @Nullable OldIdentityNumber oldNumber,
        FullName fullName,
        BirthDate birthDate,
        Sex sex) {

    /**
     * @throws InvalidValueException {@code number-missing} without any number, {@code number-disagrees-with-birth-date}
     *     or {@code number-disagrees-with-sex} when the number's structure contradicts the rest: that saves a registry
     *     call and gives a better message
     */
    public DeclaredIdentity {
        if (number == null && oldNumber == null) {
            throw new InvalidValueException("number-missing");
        }
        if (number != null && number.birthYear() != birthDate.year()) {
            throw new InvalidValueException("number-disagrees-with-birth-date");
        }
        if (number != null && sex != Sex.UNKNOWN && number.sex() != sex) {
            throw new InvalidValueException("number-disagrees-with-sex");
        }
    }
}
