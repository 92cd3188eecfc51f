/** Completes the published contract from the annotations that the service itself obeys. */
@NullMarked
package vn.gov.identitylink.contract;

import org.jspecify.annotations.NullMarked;
