/** Starts every part on one machine without Docker, and walks through the letter against them. */
@NullMarked
package vn.gov.identitylink.localstack;

import org.jspecify.annotations.NullMarked;
