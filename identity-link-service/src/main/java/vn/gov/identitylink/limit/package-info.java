/** How often somebody may try, counted in the database so that all instances count together. */
@NullMarked
package vn.gov.identitylink.limit;

import org.jspecify.annotations.NullMarked;
