/** VNeID, the identity provider of the Ministry of Public Security, as its relying party sees it. */
@NullMarked
package vn.gov.identitylink.vneid;

import org.jspecify.annotations.NullMarked;
