package vn.gov.identitylink.directory;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.account.Assurance;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;

/** Look-ups by portals. A POST, because numbers, phones and e-mails never stand in a URL. */
@Path("/v1/account-lookups")
@Tag(name = "account")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AccountLookupsResource {

    private static final int LONGEST = 255;

    private final LookUpAccounts lookUpAccounts;
    private final CurrentCaller current;

    AccountLookupsResource(LookUpAccounts lookUpAccounts, CurrentCaller current) {
        this.lookUpAccounts = lookUpAccounts;
        this.current = current;
    }

    @POST
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "lookUpAccounts",
            summary = "Look accounts up",
            description = "The accounts of the caller's realm that carry one value: technical id, CCCD, CMND, phone,"
                    + " e-mail, or the issuer and subject of a VNeID sign-in. Nothing found is an empty list. At most 20"
                    + " accounts are answered, the oldest first.")
    @APIResponse(
            responseCode = "200",
            description = "What was found.",
            content = @Content(schema = @Schema(implementation = FoundAccounts.class)))
    @Extension(name = "x-problems", value = "validation-failed")
    public Response lookUp(LookupRequest request) {
        List<FoundAccount> items = lookUpAccounts.run(current.portal(), request.read()).stream()
                .map(FoundAccount::of)
                .toList();
        return Response.ok(new FoundAccounts(items, null)).build();
    }

    @Schema(name = "AccountLookup", description = "Exactly one key; issuer and subject are one.")
    record LookupRequest(
            @Schema(description = "TechID.", maxLength = 64, examples = "TECH-000001") @Nullable
            String externalId,

            @Schema(description = "CCCD.", pattern = "^[0-9]{12}$") @Nullable
            String number,

            @Schema(description = "CMND.", pattern = "^[0-9]{9}$") @Nullable
            String oldNumber,

            @Schema(maxLength = 13) @Nullable String phone,
            @Schema(maxLength = 254) @Nullable String email,

            @Schema(description = "Issuer of the VNeID sign-in.", maxLength = LONGEST) @Nullable
            String issuer,

            @Schema(description = "Subject of the VNeID sign-in.", maxLength = LONGEST) @Nullable
            String subject) {

        LookUpAccounts.Key read() {
            FieldErrors errors = new FieldErrors();
            List<LookUpAccounts.Key> keys = new ArrayList<>();
            add(
                    keys,
                    errors.optional(
                            "/externalId", externalId, text -> new LookUpAccounts.Key.ExternalId(bounded(text))));
            add(
                    keys,
                    errors.optional(
                            "/number",
                            number,
                            text -> new LookUpAccounts.Key.CurrentNumber(CitizenNumber.parse(text))));
            add(
                    keys,
                    errors.optional(
                            "/oldNumber",
                            oldNumber,
                            text -> new LookUpAccounts.Key.OldNumber(OldIdentityNumber.parse(text))));
            add(keys, errors.optional("/phone", phone, text -> new LookUpAccounts.Key.Phone(PhoneNumber.parse(text))));
            add(keys, errors.optional("/email", email, text -> new LookUpAccounts.Key.Email(EmailAddress.parse(text))));
            if (issuer != null || subject != null) {
                String readIssuer = errors.required("/issuer", issuer, LookupRequest::bounded);
                String readSubject = errors.required("/subject", subject, LookupRequest::bounded);
                if (readIssuer != null && readSubject != null) {
                    keys.add(new LookUpAccounts.Key.Vneid(readIssuer, readSubject));
                }
            }
            if (errors.isEmpty() && keys.size() != 1) {
                errors.add("", "exactly-one-key");
            }
            errors.throwIfAny();
            return keys.getFirst();
        }

        private static void add(List<LookUpAccounts.Key> keys, LookUpAccounts.@Nullable Key key) {
            if (key != null) {
                keys.add(key);
            }
        }

        private static String bounded(String text) {
            return FieldFormats.bounded(text, LONGEST);
        }

        @Override
        public String toString() {
            return "LookupRequest[•••]";
        }
    }

    @Schema(name = "FoundAccounts", requiredProperties = "items")
    record FoundAccounts(
            List<FoundAccount> items,

            @Schema(description = "For the next page; absent on the last one.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "FoundAccount",
            requiredProperties = {"accountId", "externalId", "kind", "assurance", "linking"})
    record FoundAccount(
            UUID accountId,
            String externalId,
            AccountKind kind,
            Assurance assurance,
            Linking linking,

            @Schema(description = "Since when it is closed, because its owner uses another account, which is linked.")
            @Nullable
            Instant supersededAt,

            @Schema(description = "The account's subject in the caller's events; absent without a stream.") @Nullable
            UUID eventSubject) {

        static FoundAccount of(LookUpAccounts.Found found) {
            return new FoundAccount(
                    found.account().accountId(),
                    found.account().externalId(),
                    found.account().kind(),
                    found.account().assurance(),
                    found.linking(),
                    found.account().supersededAt(),
                    found.eventSubject());
        }
    }
}
