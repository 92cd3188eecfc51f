/** What others will hear, written in the transaction that made it true. */
@NullMarked
package vn.gov.identitylink.outbox;

import org.jspecify.annotations.NullMarked;
