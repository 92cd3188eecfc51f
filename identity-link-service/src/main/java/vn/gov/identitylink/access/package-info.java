/** Who is calling: the one place that turns a token into a citizen, a portal or a member of staff. */
@NullMarked
package vn.gov.identitylink.access;

import org.jspecify.annotations.NullMarked;
