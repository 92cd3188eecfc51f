/** The National Population Database, asked whether a number, a name and a birth date belong together. */
@NullMarked
package vn.gov.identitylink.registry;

import org.jspecify.annotations.NullMarked;
