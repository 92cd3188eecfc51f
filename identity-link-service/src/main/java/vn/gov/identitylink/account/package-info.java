/** The accounts of a realm: registered by the home portal, read by their citizens, looked up by portals. */
@NullMarked
package vn.gov.identitylink.account;

import org.jspecify.annotations.NullMarked;
