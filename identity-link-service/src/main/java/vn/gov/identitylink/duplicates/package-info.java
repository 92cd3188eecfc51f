/**
 * Several accounts of a realm carry one number. Its owner sees them through VNeID, and closes the others one by one, each
 * after signing in to it: nothing is merged, and nothing that is in them is touched.
 */
@NullMarked
package vn.gov.identitylink.duplicates;

import org.jspecify.annotations.NullMarked;
