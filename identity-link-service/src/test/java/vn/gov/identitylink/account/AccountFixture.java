package vn.gov.identitylink.account;

import java.time.Instant;
import java.util.UUID;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.protection.ProtectionFixture;
import vn.gov.identitylink.registry.RegistryFixture;
import vn.gov.identitylink.registry.RegistryRecord;

/** Accounts that read like the sentence of a test. */
public final class AccountFixture {

    private AccountFixture() {}

    /** An account whose number the registry has matched. */
    public static Account aMatchedAccount(String number) {
        RegistryRecord verified = RegistryFixture.aRecord(number);
        return new Account(
                UUID.randomUUID(),
                "national-public-service-portal",
                "TECH-1",
                AccountKind.CITIZEN,
                Assurance.MATCHED,
                new DeclaredIdentity(
                        verified.number(), null, verified.fullName(), verified.birthDate(), verified.sex()),
                Instant.EPOCH,
                verified,
                Instant.EPOCH,
                null,
                null,
                new ContactHistory(Contact.NONE, Instant.EPOCH, Instant.EPOCH, Contact.NONE),
                null,
                Instant.EPOCH,
                0,
                ProtectionFixture.aKey());
    }
}
