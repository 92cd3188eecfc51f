package vn.gov.identitylink.account;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.IfMatch;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.time.Clocks;

/** Registers accounts and changes what is declared about them. */
@Path("/v1/accounts")
@Tag(name = "account", description = "The accounts of a portal and what is declared about them.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AccountsResource {

    /** Commune codes are younger than the reunification. */
    private static final LocalDate OLDEST_CODES = LocalDate.of(1975, 4, 30);

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern EXTERNAL_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final RegisterAccount registerAccount;
    private final DeclareIdentity declareIdentity;
    private final ChangeContact changeContact;
    private final CurrentCaller current;
    private final AccountConfig config;
    private final InstantSource clock;

    AccountsResource(
            RegisterAccount registerAccount,
            DeclareIdentity declareIdentity,
            ChangeContact changeContact,
            CurrentCaller current,
            AccountConfig config,
            InstantSource clock) {
        this.registerAccount = registerAccount;
        this.declareIdentity = declareIdentity;
        this.changeContact = changeContact;
        this.current = current;
        this.config = config;
        this.clock = clock;
    }

    @POST
    @Idempotent(endsWithLastTransaction = true)
    @RolesAllowed(Actor.HOME_PORTAL)
    @ReadsPersonalData
    @Operation(
            operationId = "registerAccount",
            summary = "Register an account",
            description = "The home portal makes an account of its realm known, by the portal's technical id (TechID)."
                    + " The same id again answers 200 with the account that is there, unchanged.")
    @APIResponse(
            responseCode = "201",
            description = "Registered.",
            headers = {
                @Header(name = "Location", description = "The account.", schema = @Schema(type = SchemaType.STRING)),
                @Header(
                        name = "ETag",
                        description = "The account's version.",
                        schema = @Schema(type = SchemaType.STRING))
            },
            content = @Content(schema = @Schema(implementation = AccountSummary.class)))
    @APIResponse(
            responseCode = "200",
            description = "Was registered before.",
            content = @Content(schema = @Schema(implementation = AccountSummary.class)))
    @Extension(name = "x-problems", value = "validation-failed")
    public Response register(RegistrationRequest request) {
        RegisterAccount.Outcome outcome = registerAccount.run(current.portal(), request.read(config, today()));
        return switch (outcome) {
            case RegisterAccount.Outcome.Registered registered ->
                Response.created(URI.create(
                                "/v1/accounts/" + registered.account().accountId()))
                        .header(HttpHeaders.ETAG, registered.account().entityTag())
                        .entity(AccountSummary.of(registered.account()))
                        .build();
            case RegisterAccount.Outcome.AlreadyThere there -> summary(there.account());
        };
    }

    @PUT
    @Path("/{accountId}/declared-identity")
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "declareIdentity",
            summary = "Declare who the account belongs to",
            description = "Replaces number, name, birth date and sex ([Sửa] on the identity page). Ticks of the former"
                    + " declaration drop and open verifications and link attempts are void. Refused once a VNeID sign-in"
                    + " has proved the identity.")
    @APIResponse(
            responseCode = "200",
            description = "Declared.",
            content = @Content(schema = @Schema(implementation = AccountSummary.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, not-found, identity-proved, precondition-failed, precondition-required")
    public Response declare(
            @PathParam("accountId") String accountId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            DeclaredIdentityRequest request) {
        FieldErrors errors = new FieldErrors();
        DeclaredIdentity declared = request.read("", errors, config.population(), today());
        errors.throwIfAny();
        if (ifMatch == null) {
            return Problem.of(ProblemCode.PRECONDITION_REQUIRED).toResponse();
        }
        DeclareIdentity.Outcome outcome = declareIdentity.run(
                current.caller(), accountId, IfMatch.parse(ifMatch), Objects.requireNonNull(declared));
        return switch (outcome) {
            case DeclareIdentity.Outcome.Declared done -> summary(done.account());
            case DeclareIdentity.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case DeclareIdentity.Outcome.Changed changed ->
                Problem.of(ProblemCode.PRECONDITION_FAILED).toResponse();
            case DeclareIdentity.Outcome.Proved proved ->
                Problem.of(ProblemCode.IDENTITY_PROVED).toResponse();
        };
    }

    @PUT
    @Path("/{accountId}/contact")
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "changeContact",
            summary = "Change phone and e-mail",
            description =
                    "Replaces the only fields that a citizen edits after the link. Once the account is linked, the"
                            + " citizen must be signed in through VNeID.")
    @APIResponse(
            responseCode = "200",
            description = "Changed.",
            content = @Content(schema = @Schema(implementation = AccountSummary.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, not-found, step-up-required, precondition-failed, precondition-required")
    public Response changeContact(
            @PathParam("accountId") String accountId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            ContactRequest request) {
        FieldErrors errors = new FieldErrors();
        Contact contact = request.read("", errors);
        errors.throwIfAny();
        if (ifMatch == null) {
            return Problem.of(ProblemCode.PRECONDITION_REQUIRED).toResponse();
        }
        ChangeContact.Outcome outcome =
                changeContact.run(current.citizen(), accountId, IfMatch.parse(ifMatch), contact);
        return switch (outcome) {
            case ChangeContact.Outcome.Changed changed -> summary(changed.account());
            case ChangeContact.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case ChangeContact.Outcome.ChangedMeanwhile meanwhile ->
                Problem.of(ProblemCode.PRECONDITION_FAILED).toResponse();
            case ChangeContact.Outcome.StepUpRequired stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED).toResponse();
        };
    }

    private static Response summary(Account account) {
        return Response.ok(AccountSummary.of(account))
                .header(HttpHeaders.ETAG, account.entityTag())
                .build();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
    }

    @Schema(name = "AccountRegistration", requiredProperties = "externalId")
    record RegistrationRequest(
            @Schema(
                    description = "TechID: the portal's technical id of the account.",
                    pattern = "^[A-Za-z0-9._:-]{1,64}$",
                    examples = "TECH-000001")
            @Nullable
            String externalId,

            @Schema(
                    description = "Whose account it is; CITIZEN where it is left out.",
                    enumeration = {"CITIZEN", "ORGANISATION"})
            @Nullable
            String kind,

            @Nullable DeclaredIdentityRequest declaredIdentity,

            @Nullable ContactRequest contact,

            @Nullable LocalityRequest locality) {

        NewAccount read(AccountConfig config, LocalDate today) {
            FieldErrors errors = new FieldErrors();
            String id = errors.required("/externalId", externalId, RegistrationRequest::externalId);
            AccountKind readKind = errors.optional("/kind", kind, RegistrationRequest::kind);
            DeclaredIdentity declared = declaredIdentity == null
                    ? null
                    : declaredIdentity.read("/declaredIdentity", errors, config.population(), today);
            Contact readContact = contact == null ? Contact.NONE : contact.read("/contact", errors);
            Locality readLocality = locality == null ? null : locality.read("/locality", errors, today);
            errors.throwIfAny();
            return new NewAccount(
                    Objects.requireNonNull(id),
                    readKind == null ? AccountKind.CITIZEN : readKind,
                    declared,
                    readContact,
                    readLocality);
        }

        private static String externalId(String text) {
            if (!EXTERNAL_ID.matcher(text).matches()) {
                throw new InvalidValueException("external-id-format");
            }
            return text;
        }

        private static AccountKind kind(String text) {
            return switch (text) {
                case "CITIZEN" -> AccountKind.CITIZEN;
                case "ORGANISATION" -> AccountKind.ORGANISATION;
                default -> throw new InvalidValueException("account-kind-unknown-word");
            };
        }

        @Override
        public String toString() {
            return "RegistrationRequest[" + externalId + "]";
        }
    }

    @Schema(name = "Contact", description = "A field that is left out is removed.")
    record ContactRequest(
            @Schema(
                    description = "Vietnamese phone number, national form or +84….",
                    maxLength = 13,
                    examples = "0900000001")
            @Nullable
            String phone,

            @Schema(maxLength = 254, examples = "thu@example.vn") @Nullable
            String email) {

        Contact read(String pointer, FieldErrors errors) {
            return new Contact(
                    errors.optional(pointer + "/phone", phone, PhoneNumber::parse),
                    errors.optional(pointer + "/email", email, EmailAddress::parse));
        }

        @Override
        public String toString() {
            return "ContactRequest[•••]";
        }
    }

    @Schema(name = "Locality", requiredProperties = "communeCode")
    record LocalityRequest(
            @Schema(
                    description = "Commune code of the General Statistics Office.",
                    pattern = "^[0-9]{5}$",
                    examples = "21583")
            @Nullable
            String communeCode,

            @Schema(
                    description = "The day on which the code meant this commune, today where it is left out: codes are"
                            + " reused over time.",
                    pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                    examples = "2024-01-29")
            @Nullable
            String asOf) {

        @Nullable
        Locality read(String pointer, FieldErrors errors, LocalDate today) {
            LocalDate date = errors.optional(pointer + "/asOf", asOf, text -> date(text, today));
            return errors.required(
                    pointer + "/communeCode", communeCode, code -> new Locality(code, date == null ? today : date));
        }

        private static LocalDate date(String text, LocalDate today) {
            try {
                if (!DATE.matcher(text).matches()) {
                    throw new InvalidValueException("date-format");
                }
                LocalDate date = LocalDate.parse(text);
                if (date.isBefore(OLDEST_CODES) || date.isAfter(today)) {
                    throw new InvalidValueException("date-out-of-range");
                }
                return date;
            } catch (DateTimeException invalid) {
                throw new InvalidValueException("date-format");
            }
        }
    }

    /** An account in brief: never the identity itself. */
    @Schema(
            name = "AccountSummary",
            requiredProperties = {"accountId", "externalId", "kind", "assurance", "registeredAt"})
    record AccountSummary(
            @Schema(description = "Our id of the account.") UUID accountId,

            @Schema(description = "TechID: the portal's technical id.", examples = "TECH-000001")
            String externalId,

            AccountKind kind,

            @Schema(description = "How sure the account's number is its owner's.")
            Assurance assurance,

            Instant registeredAt) {

        static AccountSummary of(Account account) {
            return new AccountSummary(
                    account.accountId(),
                    account.externalId(),
                    account.kind(),
                    account.assurance(),
                    account.registeredAt());
        }
    }
}
