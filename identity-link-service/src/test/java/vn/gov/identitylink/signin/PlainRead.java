package vn.gov.identitylink.signin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.ReadsPersonalData;

/** What the stack alone costs: the same token, request and checks, and one row by its primary key. */
@Path(PlainRead.PATH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class PlainRead {

    static final String PATH = "/benchmark/plain-read";

    private final EntityManager entities;

    PlainRead(EntityManager entities) {
        this.entities = entities;
    }

    @POST
    @RolesAllowed(Actor.HOME_PORTAL)
    @ReadsPersonalData
    @Operation(hidden = true, operationId = "plainRead")
    public Response read(SignInDecisionsResource.DecisionRequest request) {
        Object kind = entities.createNativeQuery("SELECT kind FROM account WHERE account_id = CAST(?1 AS uuid)")
                .setParameter(1, request.externalId())
                .getSingleResult();
        return Response.ok(Map.of("kind", kind)).build();
    }
}
