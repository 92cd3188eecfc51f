/** The append-only record of who read or changed what, and why. */
@NullMarked
package vn.gov.identitylink.audit;

import org.jspecify.annotations.NullMarked;
