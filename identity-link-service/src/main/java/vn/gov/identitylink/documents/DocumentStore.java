package vn.gov.identitylink.documents;

import java.util.UUID;
import vn.gov.identitylink.account.Account;

/** One of a citizen's personal stores, opened for somebody who may see into it. */
record DocumentStore(UUID storeId, StoreKind kind, Account account) {}
