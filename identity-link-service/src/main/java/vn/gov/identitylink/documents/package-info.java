/** The personal data stores: a citizen's papers, their move to the store of the VNeID identity, and their reuse. */
@NullMarked
package vn.gov.identitylink.documents;

import org.jspecify.annotations.NullMarked;
