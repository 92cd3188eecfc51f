package vn.gov.identitylink.registry;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the registry says and is asked, for the letter's citizen, on each of its two faces. */
enum RegistryFace {
    JSON("/v1/citizen-matches", "application/json", """
            {"outcome": "MATCH", "record": {"number": "052089999999", "oldNumber": "215000000", "formerNumbers": [],
             "fullName": "NGUYỄN VĂN THỬ", "birthDate": "1989-01-01", "sex": "MALE",
             "ethnicity": "01", "religion": "00",
             "placeOfBirth": {"province": "52", "district": "540", "commune": "21583", "detail": "PHƯỜNG LÊ LỢI"},
             "nativePlace": {"province": "52", "commune": "21583", "detail": "PHƯỜNG LÊ LỢI"},
             "permanentResidence": {"province": "52", "commune": "21583", "detail": "PHƯỜNG LÊ LỢI"},
             "lifeState": "ALIVE", "recordVersion": "1"}}""", """
            {"outcome": "NO_MATCH"}""") {
        @Override
        String requestIdOf(String question) {
            try {
                return new JsonMapper().readTree(question).get("requestId").textValue();
            } catch (IOException notJson) {
                throw new AssertionError(notJson);
            }
        }

        @Override
        String birthDate(String isoDate) {
            return isoDate;
        }
    },

    SOAP("/soap/TraCuuThongTinCongDan", "text/xml;charset=UTF-8", """
            <?xml version="1.0" encoding="UTF-8"?>
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
            <ns1:CongdanCollection xmlns:ns1="http://www.mic.gov.vn/dancu/1.0"><ns1:CongDan>
            <ns1:SoDinhDanh>052089999999</ns1:SoDinhDanh><ns1:SoCMND>215000000</ns1:SoCMND>
            <ns1:HoVaTen><ns1:Ho/><ns1:ChuDem/><ns1:Ten>NGUYỄN VĂN THỬ</ns1:Ten></ns1:HoVaTen>
            <ns1:GioiTinh>1</ns1:GioiTinh><ns1:DanToc>01</ns1:DanToc><ns1:TonGiao>00</ns1:TonGiao>
            <ns1:NgayThangNamSinh><ns1:Nam>1989</ns1:Nam><ns1:NgayThangNam>19890101</ns1:NgayThangNam></ns1:NgayThangNamSinh>
            <ns1:NoiDangKyKhaiSinh><ns1:MaTinhThanh>52</ns1:MaTinhThanh><ns1:MaQuanHuyen>540</ns1:MaQuanHuyen>
            <ns1:MaPhuongXa>21583</ns1:MaPhuongXa><ns1:ChiTiet>PHƯỜNG LÊ LỢI</ns1:ChiTiet><ns1:QuocGia>VN</ns1:QuocGia>
            </ns1:NoiDangKyKhaiSinh>
            <ns1:QueQuan/>
            <ns1:ThuongTru><ns1:MaTinhThanh>52</ns1:MaTinhThanh><ns1:MaPhuongXa>21583</ns1:MaPhuongXa>
            <ns1:ChiTiet>PHƯỜNG LÊ LỢI</ns1:ChiTiet></ns1:ThuongTru>
            <ns1:QuocTich/>
            <ns1:Cha><ns1:HoVaTen/><ns1:QuocTich>VN</ns1:QuocTich><ns1:SoDinhDanh/><ns1:SoCMND/></ns1:Cha>
            </ns1:CongDan></ns1:CongdanCollection></soapenv:Body></soapenv:Envelope>""", """
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
            <ns1:CongdanCollection xmlns:ns1="http://www.mic.gov.vn/dancu/1.0"/></soapenv:Body></soapenv:Envelope>""") {
        private static final Pattern REQUEST_ID = Pattern.compile("<dan:MaYeuCau>([^<]+)</dan:MaYeuCau>");

        @Override
        String requestIdOf(String question) {
            Matcher found = REQUEST_ID.matcher(question);
            if (!found.find()) {
                throw new AssertionError("no request id");
            }
            return found.group(1);
        }

        @Override
        String birthDate(String isoDate) {
            return isoDate.replace("-", "");
        }
    };

    private final String path;
    private final String contentType;
    private final String match;
    private final String noMatch;

    RegistryFace(String path, String contentType, String match, String noMatch) {
        this.path = path;
        this.contentType = contentType;
        this.match = match;
        this.noMatch = noMatch;
    }

    abstract String requestIdOf(String question);

    /** A date as this face writes it. */
    abstract String birthDate(String isoDate);

    String path() {
        return path;
    }

    MappingBuilder question() {
        return WireMock.post(path);
    }

    /** A 200. */
    ResponseDefinitionBuilder saying(String body) {
        return WireMock.ok(body).withHeader("Content-Type", contentType);
    }

    /** The letter's citizen, as the registry answers. */
    String match() {
        return match;
    }

    /** The same answer with one piece of its text replaced wherever it stands. */
    String matchWith(String piece, String instead) {
        if (!match.contains(piece)) {
            throw new IllegalArgumentException("the answer has no " + piece);
        }
        return match.replace(piece, instead);
    }

    String noMatch() {
        return noMatch;
    }
}
