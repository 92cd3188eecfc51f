package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizen.LifeState;
import vn.gov.populationregistry.LookUp.Service;

/**
 * The national exchange's services 033 and 037 over the same people. Everybody may call, because no token is involved:
 * {@link ExchangeCredentials} decides.
 */
@Tag(name = "exchange")
@Path(SoapResource.PATH)
@Consumes(MediaType.TEXT_XML)
@Produces(MediaType.TEXT_XML)
class SoapResource {

    static final String PATH = "/soap";

    private final LookUps lookUps;
    private final Delivery delivery;
    private final ExchangeCredentials credentials;

    SoapResource(LookUps lookUps, Delivery delivery, ExchangeCredentials credentials) {
        this.lookUps = lookUps;
        this.delivery = delivery;
        this.credentials = credentials;
    }

    @POST
    @Path("/TraCuuThongTinCongDan")
    @PermitAll
    @Operation(
            operationId = "lookUpCitizen",
            summary = "037 over SOAP: look one citizen up",
            description = "The question of `POST /v1/citizen-matches` in the national exchange's format. No match is a"
                    + " `CongdanCollection` without a `CongDan`. The format has no place for a life state or for former"
                    + " numbers, so that nobody is found by a former number, and nobody who is deceased, missing or"
                    + " under correction is found at all.")
    @SecurityRequirement(name = "exchange")
    @Parameter(ref = "Timestamp")
    @Parameter(ref = "XRoadClient")
    @Parameter(ref = "MockScenario")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = String.class),
                            examples = @ExampleObject(name = "citizen", ref = "soap-037-request")))
    @APIResponse(
            responseCode = "200",
            description = "The citizen, or an empty collection.",
            content =
                    @Content(
                            schema = @Schema(implementation = String.class),
                            examples = {
                                @ExampleObject(name = "citizen", ref = "soap-037-answer"),
                                @ExampleObject(name = "no-match", ref = "soap-037-no-match-answer")
                            }))
    @APIResponse(responseCode = "400", ref = "SoapBadRequest")
    @APIResponse(responseCode = "401", ref = "SoapUnauthorized")
    @APIResponse(responseCode = "409", ref = "SoapRequestIdReused")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    @APIResponse(responseCode = "429", ref = "SoapTooManyCalls")
    @APIResponse(responseCode = "500", ref = "SoapBroken")
    @APIResponse(responseCode = "503", ref = "SoapUnavailable")
    @Blocking
    public Uni<Response> lookUp(
            byte[] body, @Context HttpHeaders headers, @Context UriInfo uri, @Context RoutingContext routing) {
        return answer(Service.SOAP_037, body, headers, uri, routing);
    }

    @POST
    @Path("/XacThucThongTinCongDan")
    @PermitAll
    @Operation(
            operationId = "verifyCitizen",
            summary = "033 over SOAP: is there a citizen with this number and name?",
            description = "`TonTai` is `true` or `false`. `MaDVC` and `MaDonVi` may be added; others are as for 037.")
    @SecurityRequirement(name = "exchange")
    @Parameter(ref = "Timestamp")
    @Parameter(ref = "XRoadClient")
    @Parameter(ref = "MockScenario")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = String.class),
                            examples = @ExampleObject(name = "citizen", ref = "soap-033-request")))
    @APIResponse(
            responseCode = "200",
            description = "Whether there is.",
            content =
                    @Content(
                            schema = @Schema(implementation = String.class),
                            examples = @ExampleObject(name = "citizen", ref = "soap-033-answer")))
    @APIResponse(responseCode = "400", ref = "SoapBadRequest")
    @APIResponse(responseCode = "401", ref = "SoapUnauthorized")
    @APIResponse(responseCode = "409", ref = "SoapRequestIdReused")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    @APIResponse(responseCode = "429", ref = "SoapTooManyCalls")
    @APIResponse(responseCode = "500", ref = "SoapBroken")
    @APIResponse(responseCode = "503", ref = "SoapUnavailable")
    @Blocking
    public Uni<Response> verify(
            byte[] body, @Context HttpHeaders headers, @Context UriInfo uri, @Context RoutingContext routing) {
        return answer(Service.SOAP_033, body, headers, uri, routing);
    }

    private Uni<Response> answer(
            Service service, byte[] body, HttpHeaders headers, UriInfo uri, RoutingContext routing) {
        return switch (credentials.check(headers, uri.getRequestUri().getPath())) {
            case ExchangeCredentials.Check.Refused(Problem.FieldError header) ->
                refused(Problem.EXCHANGE_CREDENTIALS_REFUSED, headers, List.of(header));
            case ExchangeCredentials.Check.Known(String user) -> {
                var text = text(body);
                var request = text == null ? null : SoapRequest.read(text, service);
                if (request == null) {
                    yield refused(Problem.MALFORMED_REQUEST, headers, List.of());
                }
                var asked = AskedScenario.in(headers);
                var errors = new ArrayList<>(request.errors());
                errors.addAll(asked.errors());
                if (!errors.isEmpty()) {
                    yield refused(Problem.VALIDATION_FAILED, headers, errors);
                }
                var lookUp = request.lookUpBy(user);
                var answer = lookUps.answer(lookUp, asked.scenario());
                yield delivery.of(response(lookUp, answer, headers), answer.scenario(), routing);
            }
        };
    }

    private static Response response(LookUp lookUp, LookUps.Answer answer, HttpHeaders headers) {
        return switch (answer.finding()) {
            case Finding.Found(Citizen citizen) -> found(lookUp, isTold(citizen, lookUp) ? citizen : null);
            case Finding.NotFound() -> found(lookUp, null);
            case Finding.Refused(Problem problem, Duration retryAfter) ->
                Problem.retryAfter(SoapAnswers.fault(problem, headers, List.of()), retryAfter);
        };
    }

    private static Uni<Response> refused(Problem problem, HttpHeaders headers, List<Problem.FieldError> errors) {
        return Uni.createFrom().item(SoapAnswers.fault(problem, headers, errors));
    }

    private static Response found(LookUp lookUp, @Nullable Citizen citizen) {
        return lookUp.service() == Service.SOAP_037
                ? SoapAnswers.citizens(citizen)
                : SoapAnswers.exists(citizen != null);
    }

    /** A record that would be taken for a living person's, or for another's, is not given. */
    private static boolean isTold(Citizen citizen, LookUp lookUp) {
        return (citizen.lifeState() == LifeState.ALIVE || citizen.lifeState() == LifeState.ABROAD)
                && !citizen.formerNumbers().contains(lookUp.question().anyNumber());
    }

    /** The exchange is UTF-8, whatever the text says of itself. */
    private static @Nullable String text(byte[] body) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
