/** What a citizen says of themselves: numbers, names, dates that check themselves and print masked. */
@NullMarked
package vn.gov.identitylink.citizen;

import org.jspecify.annotations.NullMarked;
