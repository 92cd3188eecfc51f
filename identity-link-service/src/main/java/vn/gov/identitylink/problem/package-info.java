/** Every error that the outside can see, as RFC 9457 problem details in two languages. */
@NullMarked
package vn.gov.identitylink.problem;

import org.jspecify.annotations.NullMarked;
