package vn.gov.identitylink.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.OldIdentityNumber;

/** The body of a call of service 037. The registry wants the elements in this order. */
final class SoapQuestion {

    static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String NAMESPACE = "http://dancuquocgia.bca";

    private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();
    private static final String LOOK_UP_CITIZEN = "037";

    private SoapQuestion() {}

    /** The question under a new request id. */
    static byte[] write(RegistryQuestion question, RegistryConfig config) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XML.createXMLStreamWriter(text);
            xml.writeStartElement("soapenv", "Envelope", ENVELOPE);
            xml.writeNamespace("soapenv", ENVELOPE);
            xml.writeNamespace("dan", NAMESPACE);
            xml.writeStartElement(ENVELOPE, "Body");
            xml.writeStartElement("dan", "TraCuuThongTinCongDan", NAMESPACE);
            element(xml, "MaYeuCau", UUID.randomUUID().toString());
            element(xml, "MaDVC", config.procedureCode());
            element(xml, "MaTichHop", LOOK_UP_CITIZEN);
            element(xml, "MaCanBo", config.officerCode());
            element(xml, "MaDonVi", config.agencyCode());
            number(xml, question);
            element(xml, "HoVaTen", question.fullName().unmasked());
            birthDate(xml, question.birthDate());
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("writing to memory does not fail", impossible);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void number(XMLStreamWriter xml, RegistryQuestion question) throws XMLStreamException {
        CitizenNumber number = question.number();
        OldIdentityNumber oldNumber = question.oldNumber();
        if (number != null) {
            element(xml, "SoDinhDanh", number.unmasked());
        } else if (oldNumber != null) {
            element(xml, "SoCMND", oldNumber.unmasked());
        }
    }

    /** The format knows no month without a day: such a birth is asked for by its year, and compared when it is read. */
    private static void birthDate(XMLStreamWriter xml, BirthDate birthDate) throws XMLStreamException {
        xml.writeStartElement(NAMESPACE, "NgayThangNamSinh");
        if (birthDate.isWholeDate()) {
            element(xml, "NgayThangNam", birthDate.unmasked().replace("-", ""));
        } else {
            element(xml, "Nam", Integer.toString(birthDate.year()));
        }
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(NAMESPACE, name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
}
