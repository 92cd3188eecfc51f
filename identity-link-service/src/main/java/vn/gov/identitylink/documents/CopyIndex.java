package vn.gov.identitylink.documents;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The page by which somebody who opens their copy finds a paper: folders carry our names, this carries the titles. What a
 * citizen wrote is text in it and never markup. Its rows are kept packed until all are known: a few megabytes for a hundred
 * thousand papers.
 */
final class CopyIndex implements AutoCloseable {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="vi"><head><meta charset="UTF-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Giấy tờ của tôi</title>
            <style>body{font-family:'Noto Sans','DejaVu Sans',Arial,sans-serif;margin:2em;color:#1a1a1a}\
            table{border-collapse:collapse}th,td{border:1px solid #d9d9d9;padding:.4em .6em;text-align:left;vertical-align:top}\
            th{background:#f2f2f2}small{color:#595959}</style></head><body>
            <h1>Giấy tờ của tôi<br><small lang="en">My papers</small></h1>%s
            <table><thead><tr><th>Giấy tờ<br><small lang="en">Paper</small></th><th>Số<br><small lang="en">Number</small></th>\
            <th>Cơ quan cấp<br><small lang="en">Issued by</small></th><th>Ngày cấp<br><small lang="en">Issued on</small></th>\
            <th>Có giá trị đến<br><small lang="en">Valid until</small></th><th>Kho<br><small lang="en">Store</small></th>\
            <th>Tệp<br><small lang="en">File</small></th></tr></thead><tbody>
            """;

    private static final String HELD = """

            <p><strong>Liên kết với VNeID đang tạm dừng nên bản sao này chưa có giấy tờ trong kho VNeID. Các giấy tờ đó vẫn được \
            giữ nguyên; hãy tải lại bản sao khi liên kết hoạt động trở lại.</strong><br><small lang="en">The link with VNeID is \
            on hold, so this copy lacks the papers of the VNeID store. They are kept; ask for another copy when the link is active \
            again.</small></p>""";

    private static final String TAIL = "</tbody></table></body></html>\n";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    /** What a row says of a paper's bytes. */
    enum Content {
        WHOLE,
        DAMAGED,
        NONE
    }

    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final GZIPOutputStream rows;

    CopyIndex() throws IOException {
        rows = new GZIPOutputStream(packed);
    }

    /** @param folder in which it stands, in the copy */
    void add(StoreKind store, Document document, String folder, Content content) throws IOException {
        DocumentDetails details = document.details();
        String row = "<tr><td>" + escaped(details.title()) + "</td><td>" + escaped(details.number()) + "</td><td>"
                + escaped(details.issuerName()) + "</td><td>" + date(document.issuedOn()) + "</td><td>"
                + date(document.validUntil()) + "</td><td>" + nameOf(store) + "</td><td>"
                + file(folder + "content." + document.format().extension(), content) + "</td></tr>\n";
        rows.write(row.getBytes(StandardCharsets.UTF_8));
    }

    /** @param held whether the link is, and its papers are missing */
    void writeTo(OutputStream out, boolean held) throws IOException {
        rows.close();
        out.write(HEAD.formatted(held ? HELD : "").getBytes(StandardCharsets.UTF_8));
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
            unpacked.transferTo(out);
        }
        out.write(TAIL.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private static String file(String path, Content content) {
        return switch (content) {
            case WHOLE -> "<a href=\"" + path + "\">Mở<br><small lang=\"en\">Open</small></a>";
            case DAMAGED -> "Bị hỏng trong kho<br><small lang=\"en\">Damaged in our store</small>";
            case NONE -> "Chưa có nội dung<br><small lang=\"en\">No content yet</small>";
        };
    }

    private static String nameOf(StoreKind store) {
        return switch (store) {
            case PORTAL -> "Tài khoản Cổng Dịch vụ công<br><small lang=\"en\">Portal account</small>";
            case VNEID -> "VNeID";
        };
    }

    private static String date(@Nullable LocalDate day) {
        return day == null ? "" : DATE.format(day);
    }

    private static String escaped(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }
}
