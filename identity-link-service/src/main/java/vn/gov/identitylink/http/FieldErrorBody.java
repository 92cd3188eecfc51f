package vn.gov.identitylink.http;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One field or parameter at fault, on the wire. */
@Schema(
        name = "FieldError",
        description = "One field or parameter at fault. Decide by `code`; the detail is for people.",
        requiredProperties = {"pointer", "code", "detail"})
record FieldErrorBody(
        @Schema(
                description =
                        "Where: a JSON Pointer (RFC 6901) into the body, such as `/declaredIdentity/number`, empty"
                                + " for the body as a whole; of a table `/lines/` with the line's number and the column's name. Of"
                                + " a query parameter or header, a slash and its name, such as `/limit` or `/Repr-Digest`.",
                examples = "/declaredIdentity/number")
        String pointer,

        @Schema(
                description = "Stable code of what is wrong, in kebab-case; more words may come.",
                examples = "citizen-number-format")
        String code,

        @Schema(
                description = "What is wrong and what to send instead, in the language of the problem's title. Never"
                        + " repeats a value of the request.")
        String detail) {}
