package vn.gov.identitylink.registry;

import static vn.gov.identitylink.registry.UnreadableReplyException.required;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.Sex;

/**
 * The exchange's 200, which is untrusted input: no document type, every element at most once, and every value checks
 * itself. No match is a collection without a citizen. Ethnicity, religion and relatives are never read.
 */
final class SoapReply {

    private static final String RECORD = "http://www.mic.gov.vn/dancu/1.0";
    private static final Pattern DAY = Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})");

    private SoapReply() {}

    /** Reads a whole body. What cannot be relied on, a fault or a record of somebody else included, is a bad response. */
    static RegistryAnswer read(String body, RegistryQuestion question) {
        try {
            Element envelope = named(parse(body), SoapQuestion.ENVELOPE, "Envelope");
            Element soapBody = required(child(envelope, SoapQuestion.ENVELOPE, "Body"));
            Element collection = required(child(soapBody, RECORD, "CongdanCollection"));
            List<Element> citizens = children(collection);
            return switch (citizens.size()) {
                case 0 -> new RegistryAnswer.NoMatch();
                case 1 -> answer(recordOf(named(citizens.getFirst(), RECORD, "CongDan")), question);
                default -> new RegistryAnswer.BadResponse();
            };
        } catch (UnreadableReplyException | InvalidValueException unreliable) {
            return new RegistryAnswer.BadResponse();
        }
    }

    private static RegistryAnswer answer(RegistryRecord found, RegistryQuestion question) {
        if (found.answers(question)) {
            return new RegistryAnswer.Match(found);
        }
        // Asked by the year alone, the registry cannot know that another month was meant.
        return found.answers(asAsked(question)) ? new RegistryAnswer.NoMatch() : new RegistryAnswer.BadResponse();
    }

    private static RegistryQuestion asAsked(RegistryQuestion question) {
        BirthDate birthDate = question.birthDate();
        return new RegistryQuestion(
                question.number(),
                question.oldNumber(),
                question.fullName(),
                birthDate.isWholeDate() ? birthDate : BirthDate.parse(Integer.toString(birthDate.year())));
    }

    private static RegistryRecord recordOf(Element citizen) throws UnreadableReplyException {
        String oldNumber = text(citizen, "SoCMND");
        return new RegistryRecord(
                CitizenNumber.parse(required(text(citizen, "SoDinhDanh"))),
                oldNumber == null ? null : OldIdentityNumber.parse(oldNumber),
                // The format has no place for them.
                List.of(),
                nameOf(required(child(citizen, RECORD, "HoVaTen"))),
                birthDateOf(required(child(citizen, RECORD, "NgayThangNamSinh"))),
                sexOf(required(text(citizen, "GioiTinh"))),
                addressOf(child(citizen, RECORD, "NoiDangKyKhaiSinh")),
                addressOf(child(citizen, RECORD, "QueQuan")),
                addressOf(child(citizen, RECORD, "ThuongTru")),
                RegistryRecord.LifeState.NOT_TOLD);
    }

    /** The whole name may stand in {@code Ten}. */
    private static FullName nameOf(Element name) throws UnreadableReplyException {
        List<@Nullable String> parts = new ArrayList<>();
        for (String part : List.of("Ho", "ChuDem", "Ten")) {
            parts.add(text(name, part));
        }
        return FullName.parse(parts.stream().flatMap(Stream::ofNullable).collect(Collectors.joining(" ")));
    }

    private static BirthDate birthDateOf(Element date) throws UnreadableReplyException {
        String year = text(date, "Nam");
        String day = text(date, "NgayThangNam");
        if (day == null) {
            return BirthDate.parse(required(year));
        }
        Matcher digits = DAY.matcher(day);
        if (!digits.matches() || (year != null && !day.startsWith(year))) {
            throw new UnreadableReplyException();
        }
        return BirthDate.parse(digits.group(1) + "-" + digits.group(2) + "-" + digits.group(3));
    }

    private static Sex sexOf(String code) throws UnreadableReplyException {
        return switch (code) {
            case "0" -> Sex.UNKNOWN;
            case "1" -> Sex.MALE;
            case "2" -> Sex.FEMALE;
            default -> throw new UnreadableReplyException();
        };
    }

    private static RegistryRecord.@Nullable Address addressOf(@Nullable Element address)
            throws UnreadableReplyException {
        if (address == null || children(address).isEmpty()) {
            return null;
        }
        return new RegistryRecord.Address(
                text(address, "MaTinhThanh"),
                text(address, "MaQuanHuyen"),
                text(address, "MaPhuongXa"),
                text(address, "ChiTiet"));
    }

    private static Element parse(String body) throws UnreadableReplyException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = factory.newDocumentBuilder();
            // The default one prints what it complains about, which may be somebody's name.
            parser.setErrorHandler(new DefaultHandler());
            return parser.parse(new InputSource(new StringReader(body))).getDocumentElement();
        } catch (SAXException notXml) {
            throw new UnreadableReplyException();
        } catch (ParserConfigurationException | IOException impossible) {
            throw new IllegalStateException("the JDK's parser knows these features and reads from memory", impossible);
        }
    }

    /** The text of the one element of that name; nothing where it is missing or empty. */
    private static @Nullable String text(Element parent, String name) throws UnreadableReplyException {
        Element element = child(parent, RECORD, name);
        if (element == null) {
            return null;
        }
        if (!children(element).isEmpty()) {
            throw new UnreadableReplyException();
        }
        String text = element.getTextContent().strip();
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Element child(Element parent, String namespace, String name)
            throws UnreadableReplyException {
        Element only = null;
        for (Element child : children(parent)) {
            if (is(child, namespace, name)) {
                if (only != null) {
                    throw new UnreadableReplyException();
                }
                only = child;
            }
        }
        return only;
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static boolean is(Element element, String namespace, String name) {
        return name.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI());
    }

    private static Element named(Element element, String namespace, String name) throws UnreadableReplyException {
        return required(is(element, namespace, name) ? element : null);
    }
}
