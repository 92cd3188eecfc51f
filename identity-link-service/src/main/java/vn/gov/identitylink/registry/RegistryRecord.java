package vn.gov.identitylink.registry;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.Likeness;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.Sex;

/**
 * What the service takes from a citizen record of QCVN 109:2017/BTTTT, in the registry's own spelling. Ethnicity,
 * religion and relatives are dropped at the edge and have no place here.
 *
 * @param formerNumbers numbers that were cancelled when this one was established
 */
public record RegistryRecord(
        CitizenNumber number,
        @Nullable OldIdentityNumber oldNumber,
        List<CitizenNumber> formerNumbers,
        FullName fullName,
        BirthDate birthDate,
        Sex sex,
        @Nullable Address placeOfBirth,
        @Nullable Address nativePlace,
        @Nullable Address permanentResidence,
        LifeState lifeState) {

    public RegistryRecord {
        formerNumbers = List.copyOf(formerNumbers);
    }

    /** Whether this record's number was established in place of that one. */
    public boolean isNow(@Nullable CitizenNumber former) {
        return former != null && formerNumbers.contains(former);
    }

    /** Whether this record can answer that question; a registry that answers about somebody else is broken. */
    public boolean answers(RegistryQuestion question) {
        CitizenNumber asked = question.number();
        boolean sameNumber = asked != null
                ? number.equals(asked) || formerNumbers.contains(asked)
                : Objects.equals(oldNumber, question.oldNumber());
        return sameNumber
                && fullName.likenessTo(question.fullName()) != Likeness.DIFFERENT
                && birthDate.agreesWith(question.birthDate());
    }

    /**
     * A place in Vietnam. Codes are reused over time; since 1 July 2025 there is no district.
     *
     * @param province code of the General Statistics Office, such as {@code 52}
     * @param commune such as {@code 21583}
     * @param detail the address in words
     */
    public record Address(
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune,
            @Nullable String detail) {

        @Override
        public String toString() {
            return "•••";
        }
    }

    /** What the registry says about the person's life; told to a caller only after a VNeID proof. */
    public enum LifeState {
        ALIVE,
        /** Living outside Vietnam. */
        ABROAD,
        DECEASED,
        MISSING,
        /** The record is being corrected. */
        UNDER_CORRECTION,
        /** Found through the exchange, whose format has no place for it. */
        NOT_TOLD;

        /** Whether an account of this person may be linked now. */
        public boolean canLink() {
            return switch (this) {
                case ALIVE, ABROAD, NOT_TOLD -> true;
                case DECEASED, MISSING, UNDER_CORRECTION -> false;
            };
        }
    }
}
