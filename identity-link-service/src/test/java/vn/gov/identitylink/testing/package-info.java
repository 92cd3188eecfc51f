/** The world around the service in tests: database, identity providers, registry, citizens, and what a refusal must be. */
@NullMarked
package vn.gov.identitylink.testing;

import org.jspecify.annotations.NullMarked;
