/** The two clocks (security time is the system's, policy time is a parameter), and work that repeats. */
@NullMarked
package vn.gov.identitylink.time;

import org.jspecify.annotations.NullMarked;
