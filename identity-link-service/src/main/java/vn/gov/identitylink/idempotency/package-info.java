/** A call that creates something, sent again under the same key, is answered again and done once. */
@NullMarked
package vn.gov.identitylink.idempotency;

import org.jspecify.annotations.NullMarked;
