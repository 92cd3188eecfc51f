package vn.gov.identitylink.registry;

import java.util.List;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.FullName;

/** Registry records that read like the sentence of a test. */
public final class RegistryFixture {

    private RegistryFixture() {}

    /** A living person whose birth year and sex are those of the number. */
    public static RegistryRecord aRecord(String number) {
        CitizenNumber citizenNumber = CitizenNumber.parse(number);
        return new RegistryRecord(
                citizenNumber,
                null,
                List.of(),
                FullName.parse("Nguyễn Văn Thử"),
                BirthDate.parse(Integer.toString(citizenNumber.birthYear())),
                citizenNumber.sex(),
                null,
                null,
                null,
                RegistryRecord.LifeState.ALIVE);
    }
}
