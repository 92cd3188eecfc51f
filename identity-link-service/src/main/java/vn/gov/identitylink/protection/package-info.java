/** Identifying data at rest: a key per citizen, and keyed digests for look-ups. */
@NullMarked
package vn.gov.identitylink.protection;

import org.jspecify.annotations.NullMarked;
