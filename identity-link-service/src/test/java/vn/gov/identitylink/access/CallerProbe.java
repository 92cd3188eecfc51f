package vn.gov.identitylink.access;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Endpoints that only exist in tests: they tell who calls and why. */
@Path("/probe/caller")
@Produces(MediaType.TEXT_PLAIN)
public class CallerProbe {

    private final CurrentCaller current;

    public CallerProbe(CurrentCaller current) {
        this.current = current;
    }

    @GET
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL, Actor.OTHER_PORTAL, Actor.OFFICER, Actor.OPERATOR})
    @Operation(hidden = true)
    public String anybody() {
        return current.caller().toString();
    }

    @GET
    @Path("/personal-data")
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL, Actor.OTHER_PORTAL, Actor.OFFICER, Actor.OPERATOR})
    @ReadsPersonalData
    @Operation(hidden = true)
    public String personalData() {
        return String.valueOf(current.purpose());
    }

    @GET
    @Path("/home-portal")
    @RolesAllowed(Actor.HOME_PORTAL)
    @ReadsPersonalData
    @Operation(hidden = true)
    public String homePortal() {
        return current.portal().clientId();
    }
}
