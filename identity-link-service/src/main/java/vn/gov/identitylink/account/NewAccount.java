package vn.gov.identitylink.account;

import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.DeclaredIdentity;

/** An account as the home portal registers it. */
record NewAccount(
        String externalId,
        AccountKind kind,
        @Nullable DeclaredIdentity declared,
        Contact contact,
        @Nullable Locality locality) {}
