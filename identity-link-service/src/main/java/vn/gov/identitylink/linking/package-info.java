/** The letter's steps 6 and 7: an account is bound to the VNeID identity that its owner signed in with. */
@NullMarked
package vn.gov.identitylink.linking;

import org.jspecify.annotations.NullMarked;
