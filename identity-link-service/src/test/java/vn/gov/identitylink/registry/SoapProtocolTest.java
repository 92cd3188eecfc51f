package vn.gov.identitylink.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.Sex;

/** What is particular to service 037 of the exchange. */
class SoapProtocolTest {

    private static final RegistryFace FACE = RegistryFace.SOAP;
    private static final RegistryAnswer BAD_RESPONSE = new RegistryAnswer.BadResponse();
    private static final String DAY_OF_BIRTH = "<ns1:NgayThangNam>19890101</ns1:NgayThangNam>";

    private final RegistryUnderTest registry = new RegistryUnderTest(FACE);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void theElementsStandInTheOrderThatTheRegistryWants() {
        registry.saying(FACE.match());
        registry.ask();

        String asked = registry.tries().getFirst().getBodyAsString();
        assertEquals(
                List.of(
                        "Envelope",
                        "Body",
                        "TraCuuThongTinCongDan",
                        "MaYeuCau",
                        "MaDVC",
                        "MaTichHop",
                        "MaCanBo",
                        "MaDonVi",
                        "SoDinhDanh",
                        "HoVaTen",
                        "NgayThangNamSinh",
                        "NgayThangNam"),
                Pattern.compile("<[a-z]+:([A-Za-z]+)")
                        .matcher(asked)
                        .results()
                        .map(element -> element.group(1))
                        .toList());
        assertTrue(asked.contains("<dan:NgayThangNam>19890101</dan:NgayThangNam>"));
        assertTrue(asked.contains("xmlns:dan=\"http://dancuquocgia.bca\""));
    }

    @Test
    void theCredentialsAreTheHashOverPathUserTimeAndSecret() {
        registry.with("exchange.api-key", "a-key").saying(FACE.match());
        registry.ask();

        LoggedRequest asked = registry.tries().getFirst();
        assertEquals("1795568523004", asked.getHeader("Timestamp"));
        // printf %s /soap/TraCuuThongTinCongDan identity-link 1795568523004 a-secret | sha256sum
        assertEquals(
                "Basic aWRlbnRpdHktbGluazo2NDQ2MmNjMjIxZTQ4Y2YwNTkxNmE4OTk0ZDI0NTEzMjcwMTc0MWM5YzAxZjYxMWUyMDc4NmVkNjdkZDk0MjRh",
                asked.getHeader("Authorization"));
        assertEquals("VN/GOV/G22/IDENTITY-LINK", asked.getHeader("X-Road-Client"));
        assertEquals("\"\"", asked.getHeader("SOAPAction"));
        assertEquals("a-key", asked.getHeader("ApiKey"));
        assertFalse(asked.getBodyAsString().contains("a-secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "secret", "x-road-client"})
    void withoutCredentialsNothingIsBuiltAndTheMessageNamesTheSetting(String key) {
        registry.with("exchange." + key, "");

        IllegalStateException refused = assertThrows(IllegalStateException.class, registry::adapter);

        assertTrue(String.valueOf(refused.getMessage()).contains("identity-link.registry.exchange." + key));
        assertFalse(String.valueOf(refused.getMessage()).contains("a-secret"));
    }

    @Test
    void whatIsWrittenCannotBecomeXml() {
        registry.with("officer-code", "a & <b> ]]>").saying(FACE.noMatch());
        registry.ask();

        assertTrue(registry.tries()
                .getFirst()
                .getBodyAsString()
                .contains("<dan:MaCanBo>a &amp; &lt;b&gt; ]]&gt;</dan:MaCanBo>"));
    }

    @Test
    void whatTheFormatDoesNotTellIsNotMadeUp() {
        registry.saying(FACE.match());

        RegistryRecord found =
                assertInstanceOf(RegistryAnswer.Match.class, registry.ask()).found();

        assertEquals(RegistryRecord.LifeState.NOT_TOLD, found.lifeState());
        assertEquals(List.of(), found.formerNumbers());
        assertEquals(null, found.nativePlace());
    }

    @Test
    void aStoredRecordOfThisFaceIsReadAgain() {
        registry.saying(FACE.match());
        RegistryRecord found =
                assertInstanceOf(RegistryAnswer.Match.class, registry.ask()).found();

        assertEquals(found, StoredRecord.read(StoredRecord.write(found)));
    }

    @Test
    void aNameInThreePartsIsOneName() {
        registry.saying(FACE.matchWith(
                "<ns1:Ho/><ns1:ChuDem/><ns1:Ten>NGUYỄN VĂN THỬ</ns1:Ten>",
                "<ns1:Ho>NGUYỄN</ns1:Ho><ns1:ChuDem>VĂN</ns1:ChuDem><ns1:Ten>THỬ</ns1:Ten>"));

        RegistryAnswer.Match answer = assertInstanceOf(RegistryAnswer.Match.class, registry.ask());

        assertEquals("NGUYỄN VĂN THỬ", answer.found().fullName().unmasked());
    }

    @Test
    void aBirthOfWhichOnlyTheYearIsKnownIsAskedForAndReadAsAYear() {
        registry.saying(FACE.matchWith(DAY_OF_BIRTH, ""));

        RegistryAnswer.Match answer =
                assertInstanceOf(RegistryAnswer.Match.class, registry.adapter().match(asking("1989")));

        assertEquals("1989", answer.found().birthDate().unmasked());
        assertTrue(registry.tries()
                .getFirst()
                .getBodyAsString()
                .contains("<dan:NgayThangNamSinh><dan:Nam>1989</dan:Nam></dan:NgayThangNamSinh>"));
    }

    @Test
    void aMonthIsAskedForAsItsYearAndComparedHere() {
        registry.saying(FACE.match());

        assertInstanceOf(RegistryAnswer.Match.class, registry.adapter().match(asking("1989-01")));
        assertEquals(new RegistryAnswer.NoMatch(), registry.adapter().match(asking("1989-02")));
        registry.tries().forEach(asked -> assertTrue(asked.getBodyAsString().contains("<dan:Nam>1989</dan:Nam>")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void theOtherSexesAreTaken(String code) {
        registry.saying(FACE.matchWith("<ns1:GioiTinh>1", "<ns1:GioiTinh>" + code));

        RegistryAnswer.Match answer = assertInstanceOf(RegistryAnswer.Match.class, registry.ask());

        assertEquals(code.equals("0") ? Sex.UNKNOWN : Sex.FEMALE, answer.found().sex());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anAnswerThatCannotBeReliedOnIsABadResponseAndIsNotAskedForAgain(String why, String body) {
        registry.saying(body);

        assertEquals(BAD_RESPONSE, registry.ask());
        assertEquals(1, registry.tries().size());
    }

    static Stream<Arguments> anAnswerThatCannotBeReliedOnIsABadResponseAndIsNotAskedForAgain() {
        String citizen = FACE.match()
                .substring(FACE.match().indexOf("<ns1:CongDan>"), FACE.match().indexOf("</ns1:CongdanCollection>"));
        return Stream.of(
                Arguments.of("two citizens", FACE.matchWith(citizen, citizen + citizen)),
                Arguments.of("an empty citizen", FACE.matchWith(citizen, "<ns1:CongDan/>")),
                Arguments.of("something else in the collection", FACE.matchWith("ns1:CongDan>", "ns1:Other>")),
                Arguments.of("a fault", """
                        <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
                        <soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>x</faultstring></soapenv:Fault>
                        </soapenv:Body></soapenv:Envelope>"""),
                Arguments.of("another namespace", FACE.matchWith("http://www.mic.gov.vn/dancu/1.0", "urn:other")),
                Arguments.of("SOAP 1.2", FACE.matchWith("http://schemas.xmlsoap.org/soap/envelope/", "urn:other")),
                Arguments.of("number too short", FACE.matchWith("052089999999", "05208999999")),
                Arguments.of("no number", FACE.matchWith("<ns1:SoDinhDanh>052089999999</ns1:SoDinhDanh>", "")),
                Arguments.of(
                        "a number twice",
                        FACE.matchWith("<ns1:SoCMND>215", "<ns1:SoCMND>215000001</ns1:SoCMND><ns1:SoCMND>215")),
                Arguments.of("no name", FACE.matchWith("NGUYỄN VĂN THỬ", " ")),
                Arguments.of("elements in a name", FACE.matchWith("NGUYỄN VĂN THỬ", "<b>NGUYỄN VĂN THỬ</b>")),
                Arguments.of("unknown sex", FACE.matchWith("<ns1:GioiTinh>1", "<ns1:GioiTinh>3")),
                Arguments.of("impossible day", FACE.matchWith(">19890101<", ">19890230<")),
                Arguments.of("day of another year", FACE.matchWith("<ns1:Nam>1989", "<ns1:Nam>1988")),
                Arguments.of("day in another form", FACE.matchWith(">19890101<", ">1989-01-01<")),
                Arguments.of("no birth date", FACE.matchWith("<ns1:Nam>1989</ns1:Nam>" + DAY_OF_BIRTH, "<ns1:Nam/>")),
                Arguments.of("not well-formed", FACE.matchWith("</ns1:CongDan>", "")),
                Arguments.of("a document type", FACE.match().replaceFirst("\\?>", "?><!DOCTYPE soapenv:Envelope>")),
                Arguments.of(
                        "an entity of its own",
                        FACE.match()
                                .replaceFirst("\\?>", "?><!DOCTYPE e [<!ENTITY n SYSTEM \"file:///etc/hostname\">]>")
                                .replace("NGUYỄN VĂN THỬ", "&n;")),
                Arguments.of("too deep", "<a>".repeat(8000) + "</a>".repeat(8000)));
    }

    @Test
    void aFaultUnderItsOwnStatusIsARegistryThatDoesNotWork() {
        registry.stub(FACE.question().willReturn(status(500).withBody("<Fault/>")));

        assertEquals(new RegistryAnswer.Unavailable(Duration.ofSeconds(5)), registry.ask());
    }

    private static RegistryQuestion asking(String birthDate) {
        return new RegistryQuestion(
                RegistryUnderTest.QUESTION.number(),
                null,
                RegistryUnderTest.QUESTION.fullName(),
                BirthDate.parse(birthDate));
    }
}
