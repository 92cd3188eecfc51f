package vn.gov.identitylink.documents;

import java.time.LocalDate;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.citizen.Population;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;

/** What is said of a paper before its content comes. */
@Schema(
        name = "DocumentRequest",
        requiredProperties = {"kind", "title", "mediaType"})
record DocumentRequest(
        @Schema(implementation = DocumentKind.class) @Nullable
        String kind,

        @Schema(maxLength = DocumentRequest.LONGEST_TEXT, examples = "Giấy khai sinh") @Nullable
        String title,

        @Schema(
                enumeration = {"application/pdf", "image/jpeg", "image/png", "application/xml"},
                examples = "application/pdf")
        @Nullable
        String mediaType,

        @Schema(
                implementation = DocumentSource.class,
                description = "Citizens say CITIZEN_UPLOAD or nothing; the home portal says what it is.")
        @Nullable
        String source,

        @Schema(
                implementation = SignatureStatus.class,
                description = "Only the home portal says that a paper is signed.")
        @Nullable
        String signature,

        @Schema(description = "MaGiayToKetQua.", maxLength = DocumentRequest.LONGEST_CODE) @Nullable
        String code,

        @Schema(
                description = "The paper's own number, as it is printed.",
                maxLength = DocumentRequest.LONGEST_CODE,
                examples = "BĐ 000123")
        @Nullable
        String number,

        @Schema(maxLength = DocumentRequest.LONGEST_CODE, examples = "G22") @Nullable
        String issuerCode,

        @Schema(maxLength = DocumentRequest.LONGEST_TEXT, examples = "Ủy ban nhân dân xã") @Nullable
        String issuerName,

        @Schema(format = "date") @Nullable String issuedOn,
        @Schema(format = "date") @Nullable String validFrom,

        @Schema(format = "date", description = "The last day on which it is good; without it, for ever.") @Nullable
        String validUntil,

        @Schema(description = "Whose paper it is: a citizen number.", pattern = "^[0-9]{12}$") @Nullable
        String subjectNumber,

        @Schema(description = "MaTTHC: the procedure that it comes from.", maxLength = DocumentRequest.LONGEST_CODE)
        @Nullable
        String procedureCode,

        @Schema(description = "MaHoSo: the dossier that it comes from.", maxLength = DocumentRequest.LONGEST_CODE)
        @Nullable
        String dossierCode,

        @Schema(description = "DuocLayTuKhoDMQG: taken from the national store. Only the home portal says so.")
        @Nullable
        Boolean fromNationalStore) {

    static final int LONGEST_TEXT = 300;
    static final int LONGEST_CODE = 60;

    private static final Pattern CODE = Pattern.compile("[\\p{L}\\p{N}./_:-]{1," + LONGEST_CODE + "}");
    private static final Pattern TEXT = Pattern.compile("[\\P{C}]{1," + LONGEST_TEXT + "}");

    NewDocument read(Caller caller, Population population, LocalDate today) {
        FieldErrors errors = new FieldErrors();
        @Nullable
        DocumentKind readKind = errors.required("/kind", kind, text -> FieldFormats.word(DocumentKind.class, text));
        @Nullable String readTitle = errors.required("/title", title, DocumentRequest::text);
        @Nullable MediaFormat format = errors.required("/mediaType", mediaType, DocumentRequest::format);
        @Nullable DocumentSource readSource = source(caller, errors);
        @Nullable
        SignatureStatus readSignature =
                errors.optional("/signature", signature, text -> FieldFormats.word(SignatureStatus.class, text));
        boolean citizen = caller instanceof Caller.Citizen;
        if (citizen && readSignature == SignatureStatus.SIGNED_BY_ISSUER) {
            errors.add("/signature", "not-for-citizens");
        }
        if (citizen && Boolean.TRUE.equals(fromNationalStore)) {
            errors.add("/fromNationalStore", "not-for-citizens");
        }
        @Nullable LocalDate from = errors.optional("/validFrom", validFrom, FieldFormats::date);
        @Nullable LocalDate until = errors.optional("/validUntil", validUntil, FieldFormats::date);
        if (from != null && until != null && until.isBefore(from)) {
            errors.add("/validUntil", "before-valid-from");
        }
        @Nullable LocalDate issued = errors.optional("/issuedOn", issuedOn, FieldFormats::date);
        if (issued != null && issued.isAfter(today)) {
            errors.add("/issuedOn", "date-in-future");
        }
        @Nullable
        CitizenNumber subject = errors.optional("/subjectNumber", subjectNumber, text -> subject(text, population));
        @Nullable String procedure = errors.optional("/procedureCode", procedureCode, DocumentRequest::code);
        DocumentDetails details = new DocumentDetails(
                Objects.requireNonNullElse(readTitle, ""),
                errors.optional("/code", code, DocumentRequest::code),
                errors.optional("/number", number, DocumentRequest::number),
                errors.optional("/issuerCode", issuerCode, DocumentRequest::code),
                errors.optional("/issuerName", issuerName, DocumentRequest::text),
                subject,
                errors.optional("/dossierCode", dossierCode, DocumentRequest::code));
        errors.throwIfAny();
        return new NewDocument(
                Objects.requireNonNull(readKind),
                Objects.requireNonNull(readSource),
                readSignature == null ? SignatureStatus.UNSIGNED : readSignature,
                Objects.requireNonNull(format),
                issued,
                from,
                until,
                procedure,
                Boolean.TRUE.equals(fromNationalStore),
                details);
    }

    private @Nullable DocumentSource source(Caller caller, FieldErrors errors) {
        if (caller instanceof Caller.Citizen) {
            return errors.check("/source", () -> {
                if (source != null
                        && FieldFormats.word(DocumentSource.class, source) != DocumentSource.CITIZEN_UPLOAD) {
                    throw new InvalidValueException("not-for-citizens");
                }
                return DocumentSource.CITIZEN_UPLOAD;
            });
        }
        return errors.required("/source", source, text -> FieldFormats.word(DocumentSource.class, text));
    }

    private static CitizenNumber subject(String text, Population population) {
        CitizenNumber number = CitizenNumber.parse(text);
        if (!population.accepts(number)) {
            throw new InvalidValueException("citizen-number-not-accepted-here");
        }
        return number;
    }

    private static MediaFormat format(String text) {
        return MediaFormat.of(text).orElseThrow(() -> new InvalidValueException("unknown-media-type"));
    }

    static String code(String text) {
        if (!CODE.matcher(text).matches()) {
            throw new InvalidValueException("code-format");
        }
        return text;
    }

    /** With spaces where the paper has them: land certificates do. */
    private static String number(String text) {
        if (text.isBlank()
                || text.length() > LONGEST_CODE
                || !TEXT.matcher(text).matches()) {
            throw new InvalidValueException("number-format");
        }
        return text;
    }

    /** A line for people: no control or formatting characters, which could make it read as another. */
    private static String text(String text) {
        if (text.isBlank() || !TEXT.matcher(text).matches()) {
            throw new InvalidValueException("text-format");
        }
        return text;
    }

    @Override
    public String toString() {
        return "DocumentRequest[•••]";
    }
}
