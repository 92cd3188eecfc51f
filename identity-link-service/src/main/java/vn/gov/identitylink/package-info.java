/** Links accounts of the National Public Service Portal with VNeID level-2 identities. */
@NullMarked
package vn.gov.identitylink;

import org.jspecify.annotations.NullMarked;
