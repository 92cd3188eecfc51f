package vn.gov.identitylink.coverage;

import java.util.Locale;
import java.util.function.Function;
import vn.gov.identitylink.problem.Language;

/** A drawing that says in both languages what it shows. Colours are Okabe and Ito's, and never the only difference. */
final class Svg {

    static final String INK = "#1a1a1a";
    static final String FAINT = "#d9d9d9";
    static final String MUTED = "#595959";
    static final String BLUE = "#0072B2";
    static final String VERMILLION = "#D55E00";

    private final StringBuilder drawing = new StringBuilder();

    /**
     * @param title of the drawing in each language
     * @param description what somebody who does not see it has to know
     */
    Svg(
            int width,
            int height,
            Language language,
            Function<ChartTexts, String> title,
            Function<ChartTexts, String> description) {
        drawing.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" lang="%s" \
                aria-labelledby="title-%s description-%s" font-family="'Noto Sans','DejaVu Sans',Arial,sans-serif" font-size="13">
                """.formatted(width, height, width, height, language.tag(), language.tag(), language.tag()));
        for (Language each : Language.values()) {
            ChartTexts texts = ChartTexts.of(each);
            drawing.append("<title id=\"title-%s\" lang=\"%s\">%s</title>\n"
                    .formatted(each.tag(), each.tag(), escaped(title.apply(texts))));
            drawing.append("<desc id=\"description-%s\" lang=\"%s\">%s</desc>\n"
                    .formatted(each.tag(), each.tag(), escaped(description.apply(texts))));
        }
        drawing.append("""
                <defs><pattern id="hatched" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
                <rect width="7" height="7" fill="#F7C9A6"/><line x1="0" y1="0" x2="0" y2="7" stroke="%s" stroke-width="4"/>\
                </pattern></defs>
                <rect width="%d" height="%d" fill="#ffffff"/>
                """.formatted(VERMILLION, width, height));
    }

    Svg text(double x, double y, String anchor, String attributes, String text) {
        drawing.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" %s>%s</text>\n"
                .formatted(number(x), number(y), anchor, attributes, escaped(text)));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String attributes) {
        drawing.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>\n"
                .formatted(number(x1), number(y1), number(x2), number(y2), attributes));
        return this;
    }

    Svg bar(double x, double y, double width, double height, String attributes) {
        drawing.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" %s/>\n"
                .formatted(number(x), number(y), number(width), number(height), attributes));
        return this;
    }

    Svg circle(double x, double y, double radius, String attributes) {
        drawing.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" %s/>\n"
                .formatted(number(x), number(y), number(radius), attributes));
        return this;
    }

    Svg path(String points, String attributes) {
        drawing.append("<polyline points=\"%s\" fill=\"none\" %s/>\n".formatted(points, attributes));
        return this;
    }

    @Override
    public String toString() {
        return drawing + "</svg>\n";
    }

    /** One digit is a tenth of a pixel; the same on every machine. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** What fits into so many letters; the description has the whole. */
    static String shortened(String text, int letters) {
        return text.codePointCount(0, text.length()) <= letters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, letters - 1)).strip() + "…";
    }
}
