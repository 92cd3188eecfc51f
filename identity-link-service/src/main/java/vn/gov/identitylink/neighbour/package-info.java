/** How this service calls other systems: bounded in time and size, and never thrown at by what they do. */
@NullMarked
package vn.gov.identitylink.neighbour;

import org.jspecify.annotations.NullMarked;
