/** Administrative units: what a code of the General Statistics Office meant on a day, and what became of it. */
@NullMarked
package vn.gov.identitylink.locality;

import org.jspecify.annotations.NullMarked;
