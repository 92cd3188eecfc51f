/** Who may still sign in how, and what they are told: legal dates as data, and one decision per sign-in. */
@NullMarked
package vn.gov.identitylink.signin;

import org.jspecify.annotations.NullMarked;
