package vn.gov.identitylink.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.account.Assurance;
import vn.gov.identitylink.account.Contact;
import vn.gov.identitylink.account.Locality;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.citizen.Sex;
import vn.gov.identitylink.linking.Link;
import vn.gov.identitylink.registry.RegistryRecord;

/**
 * The letter's screen 3, <i>Thông tin định danh</i>: each field with its value, what vouches for it, and since when. The
 * registry's values and unmasked numbers are for a session that came through VNeID since the link; anybody else sees what
 * was declared, numbers masked.
 */
@Schema(
        name = "Account",
        requiredProperties = {
            "accountId",
            "externalId",
            "kind",
            "assurance",
            "registeredAt",
            "identity",
            "contact",
            "linking"
        })
@JsonInclude(JsonInclude.Include.NON_NULL)
record IdentityPage(
        UUID accountId,

        @Schema(description = "TechID: the portal's technical id.", examples = "TECH-000001")
        String externalId,

        AccountKind kind,
        Assurance assurance,
        Instant registeredAt,

        @Schema(
                description = "By field: number, oldNumber, fullName, birthDate, sex, placeOfBirth, nativePlace,"
                        + " permanentResidence; a field of which nothing is known is left out.")
        Map<String, Field> identity,

        @Schema(description = "By field: phone, email.") Map<String, Field> contact,
        @Nullable LocalityView locality,
        Linking linking,

        @Schema(
                description = "Since when nobody signs in to it any more, because its owner joined it to their linked"
                        + " account; absent while it is open.")
        @Nullable
        Instant supersededAt) {

    /** Who vouches for a field. */
    enum Source {
        CITIZEN,
        /** Nguồn xác minh: CSDL Quốc gia về Dân cư. */
        POPULATION_DATABASE
    }

    @Schema(
            name = "IdentityField",
            requiredProperties = {"value", "assurance", "source"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Field(
            @Schema(description = "As it may be shown to this caller; a masked number ends in its last three digits.")
            String value,

            Assurance assurance,
            Source source,

            @Schema(description = "Since when the source vouches for it; the green tick.") @Nullable
            Instant verifiedAt) {}

    @Schema(
            name = "AccountLocality",
            requiredProperties = {"communeCode", "asOf"})
    record LocalityView(String communeCode, LocalDate asOf) {}

    static IdentityPage of(Account account, @Nullable Link link, boolean throughVneid) {
        Locality locality = account.locality();
        return new IdentityPage(
                account.accountId(),
                account.externalId(),
                account.kind(),
                account.assurance(),
                account.registeredAt(),
                identity(account, throughVneid),
                contact(account.contact(), throughVneid),
                locality == null ? null : new LocalityView(locality.communeCode(), locality.asOf()),
                Linking.of(account, link),
                account.supersededAt());
    }

    private static Map<String, Field> identity(Account account, boolean throughVneid) {
        RegistryRecord verified = account.verified();
        if (verified != null && throughVneid) {
            return registryValues(account, verified);
        }
        DeclaredIdentity declared = account.declared();
        return declared == null ? Map.of() : declaredValues(account, declared);
    }

    private static Map<String, Field> registryValues(Account account, RegistryRecord verified) {
        Fields fields = new Fields(account.assurance(), Source.POPULATION_DATABASE, account.verifiedAt());
        fields.add("number", verified.number().unmasked());
        OldIdentityNumber oldNumber = verified.oldNumber();
        fields.add("oldNumber", oldNumber == null ? null : oldNumber.unmasked());
        fields.add("fullName", verified.fullName().unmasked());
        fields.add("birthDate", verified.birthDate().unmasked());
        fields.add("sex", verified.sex() == Sex.UNKNOWN ? null : verified.sex().name());
        fields.add("placeOfBirth", detail(verified.placeOfBirth()));
        fields.add("nativePlace", detail(verified.nativePlace()));
        fields.add("permanentResidence", detail(verified.permanentResidence()));
        return fields.byName;
    }

    private static @Nullable String detail(RegistryRecord.@Nullable Address address) {
        return address == null ? null : address.detail();
    }

    /** Number, name and birth date were matched together; the rest stays what somebody typed in. */
    private static Map<String, Field> declaredValues(Account account, DeclaredIdentity declared) {
        boolean matched = account.verified() != null;
        Fields key = matched
                ? new Fields(account.assurance(), Source.POPULATION_DATABASE, account.verifiedAt())
                : new Fields(Assurance.DECLARED, Source.CITIZEN, null);
        Fields rest = new Fields(Assurance.DECLARED, Source.CITIZEN, null);
        OldIdentityNumber oldNumber = declared.oldNumber();
        if (declared.number() != null) {
            key.add("number", declared.number().toString());
            rest.add("oldNumber", oldNumber == null ? null : oldNumber.toString());
        } else {
            key.add("oldNumber", oldNumber == null ? null : oldNumber.toString());
        }
        key.add("fullName", declared.fullName().unmasked());
        key.add("birthDate", declared.birthDate().unmasked());
        rest.add("sex", declared.sex() == Sex.UNKNOWN ? null : declared.sex().name());
        key.byName.putAll(rest.byName);
        return key.byName;
    }

    private static Map<String, Field> contact(Contact contact, boolean throughVneid) {
        Fields fields = new Fields(Assurance.DECLARED, Source.CITIZEN, null);
        PhoneNumber phone = contact.phone();
        EmailAddress email = contact.email();
        if (phone != null) {
            fields.add("phone", throughVneid ? phone.unmasked() : phone.toString());
        }
        if (email != null) {
            fields.add("email", throughVneid ? email.unmasked() : email.toString());
        }
        return fields.byName;
    }

    /** Fields that the same source vouches for. */
    private static final class Fields {

        private final Map<String, Field> byName = new LinkedHashMap<>();
        private final Assurance assurance;
        private final Source source;
        private final @Nullable Instant verifiedAt;

        Fields(Assurance assurance, Source source, @Nullable Instant verifiedAt) {
            this.assurance = assurance;
            this.source = source;
            this.verifiedAt = verifiedAt;
        }

        void add(String name, @Nullable String value) {
            if (value != null) {
                byName.put(name, new Field(value, assurance, source, verifiedAt));
            }
        }
    }
}
