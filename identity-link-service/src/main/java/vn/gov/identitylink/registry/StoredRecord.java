package vn.gov.identitylink.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.Sex;
import vn.gov.identitylink.protection.StoredJson;

/** A registry record inside a sealed column. */
public record StoredRecord(
        String number,
        @Nullable String oldNumber,
        List<String> formerNumbers,
        String fullName,
        String birthDate,
        Sex sex,
        RegistryRecord.@Nullable Address placeOfBirth,
        RegistryRecord.@Nullable Address nativePlace,
        RegistryRecord.@Nullable Address permanentResidence,
        RegistryRecord.LifeState lifeState) {

    public static String write(RegistryRecord found) {
        OldIdentityNumber oldNumber = found.oldNumber();
        return StoredJson.write(new StoredRecord(
                found.number().unmasked(),
                oldNumber == null ? null : oldNumber.unmasked(),
                found.formerNumbers().stream().map(CitizenNumber::unmasked).toList(),
                found.fullName().unmasked(),
                found.birthDate().unmasked(),
                found.sex(),
                found.placeOfBirth(),
                found.nativePlace(),
                found.permanentResidence(),
                found.lifeState()));
    }

    public static RegistryRecord read(String json) {
        StoredRecord stored = StoredJson.read(json, StoredRecord.class);
        return new RegistryRecord(
                CitizenNumber.parse(stored.number),
                stored.oldNumber == null ? null : OldIdentityNumber.parse(stored.oldNumber),
                stored.formerNumbers.stream().map(CitizenNumber::parse).toList(),
                FullName.parse(stored.fullName),
                BirthDate.parse(stored.birthDate),
                stored.sex,
                stored.placeOfBirth,
                stored.nativePlace,
                stored.permanentResidence,
                stored.lifeState);
    }
}
