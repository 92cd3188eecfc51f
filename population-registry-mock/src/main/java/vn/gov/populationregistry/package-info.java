/** Stands in for the National Population Database: says whether number, name and birth date belong to one citizen. */
@NullMarked
package vn.gov.populationregistry;

import org.jspecify.annotations.NullMarked;
