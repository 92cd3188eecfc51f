/** Portals hear of what happened: the outbox is told on to their streams as signed security events. */
@NullMarked
package vn.gov.identitylink.events;

import org.jspecify.annotations.NullMarked;
