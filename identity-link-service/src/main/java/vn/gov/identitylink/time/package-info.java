/** The two clocks: security time is the system's, policy time is a parameter. */
@NullMarked
package vn.gov.identitylink.time;

import org.jspecify.annotations.NullMarked;
