package vn.gov.populationregistry;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import vn.gov.populationregistry.CitizenMatchesResource.MatchAnswer;
import vn.gov.populationregistry.CitizenMatchesResource.Outcome;

/** What the framework alone costs: the same token, request and answer, without a registry behind them. */
@Path(ConstantAnswer.PATH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ConstantAnswer {

    static final String PATH = "/benchmark/constant-answer";

    private final MatchAnswer constant;

    ConstantAnswer(ComputedPopulation people) {
        constant =
                new MatchAnswer(Outcome.MATCH, CitizenRecord.of(people.person(0).citizen()));
    }

    @POST
    @PermissionsAllowed(Scopes.MATCH)
    @Operation(hidden = true)
    @Blocking
    public Uni<Response> answer(MatchRequest request) {
        return Uni.createFrom().item(Response.ok(constant).build());
    }
}
