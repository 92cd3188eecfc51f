/** What VNeID tells about the identities that accounts are linked with, and what becomes of the links. */
@NullMarked
package vn.gov.identitylink.signals;

import org.jspecify.annotations.NullMarked;
