package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizen.Address;
import vn.gov.populationregistry.Problem.FieldError;

/** What the exchange's services say, in the shape and with the quirks of the real ones. */
final class SoapAnswers {

    static final String MEDIA_TYPE = "text/xml;charset=UTF-8";
    static final String RECORD_NAMESPACE = "http://www.mic.gov.vn/dancu/1.0";
    static final String PROBLEM_NAMESPACE = "urn:problem-type:population-registry";

    private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();

    /** Writes what stands inside the SOAP body. */
    private interface Content {
        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    private SoapAnswers() {}

    /** Service 037. No match is a collection without a citizen, and no fault. */
    static Response citizens(@Nullable Citizen citizen) {
        return ok(envelope(xml -> {
            xml.writeStartElement("ns1", "CongdanCollection", RECORD_NAMESPACE);
            xml.writeNamespace("ns1", RECORD_NAMESPACE);
            if (citizen != null) {
                citizen(xml, citizen);
            }
            xml.writeEndElement();
        }));
    }

    /** Service 033. */
    static Response exists(boolean exists) {
        return ok(envelope(xml -> {
            xml.writeStartElement("dan", "KetQuaXacThucResponse", SoapRequest.NAMESPACE);
            xml.writeNamespace("dan", SoapRequest.NAMESPACE);
            xml.writeStartElement(SoapRequest.NAMESPACE, "TonTai");
            xml.writeCharacters(Boolean.toString(exists));
            xml.writeEndElement();
            xml.writeEndElement();
        }));
    }

    /** The refusals of the JSON contract as SOAP 1.1 faults, under the same status: only a broken registry is a 5xx. */
    static Response fault(Problem problem, HttpHeaders request, List<FieldError> errors) {
        var language = Problem.languageFor(request.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        var body = problem.body(language, errors);
        var text = envelope(xml -> {
            xml.writeStartElement("soapenv", "Fault", SoapRequest.ENVELOPE);
            element(xml, "faultcode", problem.status() < 500 ? "soapenv:Client" : "soapenv:Server");
            element(xml, "faultstring", body.title() + ". " + body.detail());
            xml.writeStartElement("detail");
            xml.writeStartElement("problem");
            xml.writeDefaultNamespace(PROBLEM_NAMESPACE);
            element(xml, "code", body.code());
            element(xml, "instance", body.instance());
            for (var error : errors) {
                xml.writeStartElement("error");
                xml.writeAttribute("pointer", error.pointer());
                xml.writeAttribute("code", error.code());
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndElement();
        });
        return problem.answer(MEDIA_TYPE, language, text.getBytes(UTF_8));
    }

    private static void citizen(XMLStreamWriter xml, Citizen citizen) throws XMLStreamException {
        start(xml, "CongDan");
        text(xml, "SoDinhDanh", citizen.number());
        text(xml, "SoCMND", citizen.oldNumber());
        start(xml, "HoVaTen");
        text(xml, "Ho", null);
        text(xml, "ChuDem", null);
        text(xml, "Ten", citizen.fullName());
        xml.writeEndElement();
        text(
                xml,
                "GioiTinh",
                switch (citizen.sex()) {
                    case UNKNOWN -> "0";
                    case MALE -> "1";
                    case FEMALE -> "2";
                });
        text(xml, "DanToc", CitizenRecord.KINH);
        text(xml, "TonGiao", CitizenRecord.NO_RELIGION);
        text(xml, "TinhTrangHonNhan", "0");
        text(xml, "NhomMau", "00");
        start(xml, "NgayThangNamSinh");
        var birthDate = citizen.birthDate();
        text(xml, "Nam", birthDate.substring(0, 4));
        // The format knows no month without a day: such a birth is told by its year.
        if (birthDate.length() == "YYYY-MM-DD".length()) {
            text(xml, "NgayThangNam", birthDate.replace("-", ""));
        }
        xml.writeEndElement();
        address(xml, "NoiDangKyKhaiSinh", citizen.placeOfBirth());
        address(xml, "QueQuan", citizen.nativePlace());
        address(xml, "ThuongTru", citizen.permanentResidence());
        address(xml, "NoiOHienTai", citizen.permanentResidence());
        text(xml, "QuocTich", "VN");
        for (var relative : List.of("Cha", "Me", "VoChong", "NguoiDaiDien")) {
            start(xml, relative);
            text(xml, "HoVaTen", null);
            text(xml, "QuocTich", null);
            text(xml, "SoDinhDanh", null);
            text(xml, "SoCMND", null);
            xml.writeEndElement();
        }
        start(xml, "ChuHo");
        text(xml, "QuanHe", null);
        text(xml, "SoDinhDanh", null);
        text(xml, "SoCMND", null);
        text(xml, "HoVaTen", null);
        xml.writeEndElement();
        text(xml, "SoSoHoKhau", null);
        xml.writeEndElement();
    }

    private static void address(XMLStreamWriter xml, String name, Address address) throws XMLStreamException {
        start(xml, name);
        text(xml, "MaTinhThanh", address.province());
        if (address.district() != null) {
            text(xml, "MaQuanHuyen", address.district());
        }
        text(xml, "MaPhuongXa", address.commune());
        text(xml, "ChiTiet", address.detail());
        text(xml, "QuocGia", "VN");
        xml.writeEndElement();
    }

    private static void start(XMLStreamWriter xml, String name) throws XMLStreamException {
        xml.writeStartElement(RECORD_NAMESPACE, name);
    }

    private static void text(XMLStreamWriter xml, String name, @Nullable String value) throws XMLStreamException {
        if (value == null || value.isEmpty()) {
            xml.writeEmptyElement(RECORD_NAMESPACE, name);
        } else {
            start(xml, name);
            xml.writeCharacters(value);
            xml.writeEndElement();
        }
    }

    private static void element(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    private static Response ok(String envelope) {
        return Response.ok(envelope.getBytes(UTF_8), MEDIA_TYPE).build();
    }

    private static String envelope(Content content) {
        var text = new StringWriter();
        try {
            var xml = XML.createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("soapenv", "Envelope", SoapRequest.ENVELOPE);
            xml.writeNamespace("soapenv", SoapRequest.ENVELOPE);
            xml.writeStartElement("soapenv", "Body", SoapRequest.ENVELOPE);
            content.write(xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("nothing fails in writing to memory", impossible);
        }
        return text.toString();
    }
}
