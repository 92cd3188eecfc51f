/** How far each locality is on the letter's way: counters, figures of the population database, targets, report and charts. */
@NullMarked
package vn.gov.identitylink.coverage;

import org.jspecify.annotations.NullMarked;
