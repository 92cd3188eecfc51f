package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizen.LifeState;
import vn.gov.populationregistry.LookUp.Service;

/**
 * The national exchange's services 033 and 037 over the same people. Everybody may call, because no token is involved:
 * {@link ExchangeCredentials} decides.
 */
@Path("/soap")
@Consumes(MediaType.TEXT_XML)
@Produces(MediaType.TEXT_XML)
class SoapResource {

    private final LookUps lookUps;
    private final ExchangeCredentials credentials;

    SoapResource(LookUps lookUps, ExchangeCredentials credentials) {
        this.lookUps = lookUps;
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
    @APIResponse(responseCode = "503", ref = "SoapUnavailable")
    public Response lookUp(byte[] body, @Context HttpHeaders headers, @Context UriInfo uri) {
        return answer(Service.SOAP_037, body, headers, uri);
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
    @APIResponse(responseCode = "503", ref = "SoapUnavailable")
    public Response verify(byte[] body, @Context HttpHeaders headers, @Context UriInfo uri) {
        return answer(Service.SOAP_033, body, headers, uri);
    }

    private Response answer(Service service, byte[] body, HttpHeaders headers, UriInfo uri) {
        return switch (credentials.check(headers, uri.getRequestUri().getPath())) {
            case ExchangeCredentials.Check.Refused(Problem.FieldError header) ->
                SoapAnswers.fault(Problem.EXCHANGE_CREDENTIALS_REFUSED, headers, List.of(header));
            case ExchangeCredentials.Check.Known(String user) -> {
                var text = text(body);
                var request = text == null ? null : SoapRequest.read(text, service);
                if (request == null) {
                    yield SoapAnswers.fault(Problem.MALFORMED_REQUEST, headers, List.of());
                }
                yield request.errors().isEmpty()
                        ? answer(request.lookUpBy(user), headers)
                        : SoapAnswers.fault(Problem.VALIDATION_FAILED, headers, request.errors());
            }
        };
    }

    private Response answer(LookUp lookUp, HttpHeaders headers) {
        return switch (lookUps.answer(lookUp)) {
            case Finding.Found(Citizen citizen) -> found(lookUp, isTold(citizen, lookUp) ? citizen : null);
            case Finding.NotFound() -> found(lookUp, null);
            case Finding.OutOfService() -> SoapAnswers.fault(Problem.REGISTRY_UNAVAILABLE, headers, List.of());
            case Finding.NotSynthetic() -> SoapAnswers.fault(Problem.NUMBER_NOT_SYNTHETIC, headers, List.of());
            case Finding.RequestIdReused() -> SoapAnswers.fault(Problem.REQUEST_ID_REUSED, headers, List.of());
        };
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
