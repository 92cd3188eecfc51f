/** The letter's steps 3 and 4: the declared identity is matched with the population database, and confirmed. */
@NullMarked
package vn.gov.identitylink.verification;

import org.jspecify.annotations.NullMarked;
