package vn.gov.populationregistry;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import vn.gov.populationregistry.Citizens.Question;
import vn.gov.populationregistry.LookUp.Service;
import vn.gov.populationregistry.Problem.FieldError;

/**
 * The body of a call through the exchange. As at the real service, the codes that say who asks ({@code Ma…}) come before
 * what is asked, each element at most once.
 */
record SoapRequest(Service service, Map<String, String> fields, List<FieldError> errors) {

    static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String NAMESPACE = "http://dancuquocgia.bca";

    private static final List<String> CODES_037 = List.of("MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo", "MaDonVi");
    private static final List<String> CODES_033 = List.of("MaYeuCau", "MaDichVu", "MaCanBo");
    private static final List<String> OTHER_NAME_OF_THE_SERVICE = List.of("MaTichHop", "MaDichVu");
    private static final String BIRTH = "NgayThangNamSinh";
    private static final String NOT_GIVEN = "-";

    /** Nothing where the text is no SOAP 1.1 envelope around the service's one element. */
    static @Nullable SoapRequest read(String text, Service service) {
        var envelope = Xml.parse(text);
        if (envelope == null || !Xml.is(envelope, ENVELOPE, "Envelope")) {
            return null;
        }
        var bodies = Xml.children(envelope).stream()
                .filter(part -> Xml.is(part, ENVELOPE, "Body"))
                .toList();
        if (bodies.size() != 1) {
            return null;
        }
        var content = Xml.children(bodies.getFirst());
        var name = service == Service.SOAP_037 ? "TraCuuThongTinCongDan" : "XacThucThongTinCongDanRequest";
        return content.size() == 1 && Xml.is(content.getFirst(), NAMESPACE, name)
                ? of(content.getFirst(), service)
                : null;
    }

    private static SoapRequest of(Element operation, Service service) {
        var fields = new LinkedHashMap<String, String>();
        var errors = new ArrayList<FieldError>();
        boolean askedAlready = false;
        for (var element : Xml.children(operation)) {
            var name = element.getLocalName();
            var value = name.equals(BIRTH) ? birthOf(element) : Xml.text(element);
            if (!NAMESPACE.equals(element.getNamespaceURI()) || !isKnown(name, service)) {
                // Not by its name: that is the caller's text.
                errors.add(new FieldError("/", "unknown-element"));
            } else if (name.startsWith("Ma") && askedAlready) {
                errors.add(new FieldError("/" + name, "out-of-order"));
            } else if (value == null) {
                errors.add(new FieldError("/" + name, "invalid"));
            } else if (fields.put(name, value.strip()) != null) {
                errors.add(new FieldError("/" + name, "repeated"));
            }
            askedAlready |= !name.startsWith("Ma");
        }
        return new SoapRequest(service, fields, checked(fields, errors, service));
    }

    private static boolean isKnown(String name, Service service) {
        return CODES_037.contains(name)
                || OTHER_NAME_OF_THE_SERVICE.contains(name)
                || List.of("SoDinhDanh", "SoCMND", "HoVaTen").contains(name)
                || (service == Service.SOAP_037 && name.equals(BIRTH));
    }

    /** {@code yyyyMMdd} in {@code NgayThangNam} or {@code yyyy} in {@code Nam}, as {@code YYYY-MM-DD} or {@code YYYY}. */
    private static @Nullable String birthOf(Element birth) {
        var parts = Xml.children(birth);
        if (parts.size() != 1 || !NAMESPACE.equals(parts.getFirst().getNamespaceURI())) {
            return null;
        }
        var text = requireNonNullElse(Xml.text(parts.getFirst()), "").strip();
        return switch (parts.getFirst().getLocalName()) {
            case "Nam" -> text.matches("[0-9]{4}") ? text : null;
            case "NgayThangNam" ->
                text.matches("[0-9]{8}")
                        ? text.substring(0, 4) + "-" + text.substring(4, 6) + "-" + text.substring(6)
                        : null;
            default -> null;
        };
    }

    /** The rules of the JSON contract hold here too, under this format's names. */
    private static List<FieldError> checked(Map<String, String> fields, List<FieldError> found, Service service) {
        boolean look = service == Service.SOAP_037;
        for (var code : look ? CODES_037 : CODES_033) {
            if (!fields.containsKey(code) && !OTHER_NAME_OF_THE_SERVICE.contains(code)) {
                found.add(new FieldError("/" + code, "required"));
            }
        }
        if (fields.containsKey("MaTichHop") == fields.containsKey("MaDichVu")) {
            found.add(new FieldError("/MaTichHop", "exactly-one-of-MaTichHop-and-MaDichVu"));
        }
        var asJson = new MatchRequest(
                fields.get("MaYeuCau"),
                fields.getOrDefault("MaDVC", NOT_GIVEN),
                (look ? "037" : "033").equals(serviceCode(fields)) ? "037" : "other",
                fields.getOrDefault("MaDonVi", NOT_GIVEN),
                fields.get("MaCanBo"),
                emptyAsAbsent(fields.get("SoDinhDanh")),
                emptyAsAbsent(fields.get("SoCMND")),
                fields.get("HoVaTen"),
                look ? fields.get(BIRTH) : "1900");
        for (var error : asJson.errors()) {
            var here = new FieldError("/" + nameHere(error.pointer(), fields), error.code());
            if (found.stream().noneMatch(other -> other.pointer().equals(here.pointer()))) {
                found.add(here);
            }
        }
        return List.copyOf(found);
    }

    private static @Nullable String serviceCode(Map<String, String> fields) {
        return fields.getOrDefault("MaTichHop", fields.get("MaDichVu"));
    }

    private static @Nullable String emptyAsAbsent(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    private static String nameHere(String pointer, Map<String, String> fields) {
        return switch (pointer) {
            case "/requestId" -> "MaYeuCau";
            case "/procedureCode" -> "MaDVC";
            case "/integrationCode" -> fields.containsKey("MaDichVu") ? "MaDichVu" : "MaTichHop";
            case "/agencyCode" -> "MaDonVi";
            case "/officerCode" -> "MaCanBo";
            case "/number" -> "SoDinhDanh";
            case "/oldNumber" -> "SoCMND";
            case "/fullName" -> "HoVaTen";
            case "/birthDate" -> BIRTH;
            default -> throw new IllegalStateException("a field without a name in this format");
        };
    }

    /** To be asked only if there are no errors. */
    LookUp lookUpBy(String caller) {
        var number = emptyAsAbsent(fields.get("SoDinhDanh"));
        return new LookUp(
                service,
                caller,
                fields.getOrDefault("MaYeuCau", NOT_GIVEN),
                fields.getOrDefault("MaDVC", NOT_GIVEN),
                fields.getOrDefault("MaDonVi", NOT_GIVEN),
                new Question(
                        number == null ? fields.getOrDefault("SoCMND", "") : number,
                        fields.getOrDefault("HoVaTen", ""),
                        fields.get(BIRTH)));
    }

    @Override
    public String toString() {
        return "SoapRequest[" + service + ", …]";
    }
}
