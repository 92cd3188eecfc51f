package vn.gov.identitylink.locality;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;

/**
 * The table that an operator loads (RFC 4180): {@value #HEADER}. An empty first day is one that nobody knows; successors
 * are codes of the day after the last, with a share where a unit was split, such as {@code 21994:0.5 22006:0.5}. Lines
 * without a value are nothing at the end of a table, where editors and spreadsheets leave them, and a fault within it.
 */
final class UnitTable {

    static final String HEADER = "code,valid_from,valid_until,level,parent,name,successors";
    private static final String SHORT_HEADER = "code,valid_from,valid_until,level,parent,name";

    private static final Pattern CODE = Pattern.compile("[0-9]{2}|[0-9]{3}|[0-9]{5}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern SHARE = Pattern.compile("1|0\\.[0-9]{1,5}");
    private static final Pattern NAME = Pattern.compile("[\\P{Cc}&&\\P{Cs}&&\\P{Co}&&\\P{Cn}]{1,100}");
    private static final int MOST_LINES = 50_000;

    /**
     * One line that reads well.
     *
     * @param number of the line in the file, the header being 1
     * @param successors code of the unit that the people live in since, and the share of them
     */
    record Line(int number, Unit unit, Map<String, BigDecimal> successors) {}

    private UnitTable() {}

    /** The table's text, unless a line of it is not UTF-8, which is then the fault. */
    static @Nullable String decode(byte[] table, FieldErrors errors) {
        ByteBuffer bytes = ByteBuffer.wrap(table);
        CharBuffer text = CharBuffer.allocate(table.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
            int line = 1;
            for (int i = 0; i < bytes.position(); i++) {
                line += table[i] == '\n' ? 1 : 0;
            }
            errors.add(at(line), "not-utf-8");
            return null;
        }
        return text.flip().toString();
    }

    /** Reads what can be read; every fault is added to {@code errors} with its line. */
    static List<Line> read(String text, FieldErrors errors) {
        String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String[] lines = whole.split("\r?\n", -1);
        int count = lines.length;
        while (count > 0 && isWithoutValue(lines[count - 1])) {
            count--;
        }
        if (count == 0) {
            errors.add(at(1), "empty-table");
            return List.of();
        }
        if (!(lines[0].equals(HEADER) || lines[0].equals(SHORT_HEADER))) {
            errors.add("/lines/1", "header");
            return List.of();
        }
        if (count == 1 || count > MOST_LINES) {
            errors.add("/lines/" + count, count == 1 ? "no-lines" : "too-many-lines");
            return List.of();
        }
        int columns = lines[0].split(",").length;
        List<Line> read = new ArrayList<>();
        for (int number = 2; number <= count; number++) {
            @Nullable Line line = line(number, columns, lines[number - 1], errors);
            if (line != null) {
                read.add(line);
            }
        }
        return read;
    }

    private static @Nullable Line line(int number, int columns, String text, FieldErrors errors) {
        String at = at(number);
        if (isWithoutValue(text)) {
            errors.add(at, "empty-line");
            return null;
        }
        @Nullable List<String> cells = errors.check(at, () -> cells(text));
        if (cells == null) {
            return null;
        }
        if (cells.size() != columns) {
            errors.add(at, "columns");
            return null;
        }
        FieldErrors own = new FieldErrors();
        @Nullable String code = own.check(at + "/code", () -> matching(CODE, cells.get(0), "code-format"));
        @Nullable
        LocalDate from =
                own.check(at + "/valid_from", () -> cells.get(1).isEmpty() ? Unit.RECORDS_BEGIN : date(cells.get(1)));
        @Nullable
        LocalDate until = cells.get(2).isEmpty() ? null : own.check(at + "/valid_until", () -> date(cells.get(2)));
        Unit.@Nullable Level level = own.check(at + "/level", () -> FieldFormats.word(Unit.Level.class, cells.get(3)));
        @Nullable
        String parent = cells.get(4).isEmpty()
                ? null
                : own.check(at + "/parent", () -> matching(CODE, cells.get(4), "code-format"));
        @Nullable String name = own.check(at + "/name", () -> name(cells.get(5)));
        @Nullable
        Map<String, BigDecimal> successors =
                columns == 6 ? Map.of() : own.check(at + "/successors", () -> successors(cells.get(6)));
        if (until != null && from != null && until.isBefore(from)) {
            own.add(at + "/valid_until", "before-valid-from");
        }
        if (level != null && code != null && code.length() != level.digits()) {
            own.add(at + "/code", "code-of-another-level");
        }
        if (!own.isEmpty() || code == null || from == null || level == null || name == null || successors == null) {
            errors.addAll(own);
            return null;
        }
        return new Line(number, new Unit(code, from, until, level, parent, name), successors);
    }

    private static boolean isWithoutValue(String line) {
        return line.chars().allMatch(letter -> letter == ',' || Character.isWhitespace(letter));
    }

    static String at(int line) {
        return "/lines/" + line;
    }

    /** Quotes as in RFC 4180; a line break within quotes is no part of any name. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        int position = 0;
        while (true) {
            boolean quoted = position < line.length() && line.charAt(position) == '"';
            if (quoted) {
                int end = position + 1;
                while (true) {
                    int quote = line.indexOf('"', end);
                    if (quote < 0) {
                        throw new InvalidValueException("quotes");
                    }
                    cell.append(line, end, quote);
                    end = quote + 1;
                    if (end < line.length() && line.charAt(end) == '"') {
                        cell.append('"');
                        end++;
                    } else {
                        break;
                    }
                }
                position = end;
            } else {
                int comma = line.indexOf(',', position);
                int end = comma < 0 ? line.length() : comma;
                cell.append(line, position, end);
                if (cell.indexOf("\"") >= 0) {
                    throw new InvalidValueException("quotes");
                }
                position = end;
            }
            cells.add(cell.toString());
            cell.setLength(0);
            if (position >= line.length()) {
                return cells;
            }
            if (line.charAt(position) != ',') {
                throw new InvalidValueException("quotes");
            }
            position++;
        }
    }

    private static String matching(Pattern pattern, String text, String code) {
        if (!pattern.matcher(text).matches()) {
            throw new InvalidValueException(code);
        }
        return text;
    }

    private static LocalDate date(String text) {
        try {
            LocalDate date = LocalDate.parse(matching(DATE, text, "date-format"));
            if (date.isBefore(Unit.RECORDS_BEGIN) || date.getYear() > 2100) {
                throw new InvalidValueException("date-range");
            }
            return date;
        } catch (DateTimeParseException noSuchDay) {
            throw new InvalidValueException("date-format");
        }
    }

    private static String name(String text) {
        if (text.isBlank() || !text.strip().equals(text)) {
            throw new InvalidValueException("name-format");
        }
        return matching(NAME, text, "name-format");
    }

    private static Map<String, BigDecimal> successors(String text) {
        Map<String, BigDecimal> successors = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return successors;
        }
        for (String entry : Arrays.asList(text.split(" ", -1))) {
            int colon = entry.indexOf(':');
            String code = matching(CODE, colon < 0 ? entry : entry.substring(0, colon), "code-format");
            BigDecimal share = colon < 0
                    ? BigDecimal.ONE
                    : new BigDecimal(matching(SHARE, entry.substring(colon + 1), "share-format"));
            if (share.signum() == 0) {
                throw new InvalidValueException("share-format");
            }
            if (successors.put(code, share) != null) {
                throw new InvalidValueException("duplicate-successor");
            }
        }
        if (successors.values().stream()
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .compareTo(BigDecimal.ONE)
                != 0) {
            throw new InvalidValueException("shares-do-not-make-1");
        }
        return successors;
    }
}
