package vn.gov.identitylink.citizen;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A person's full name (<i>họ và tên</i>) as given, in Unicode NFC. Letters of any alphabet, marks, apostrophes, hyphens,
 * full stops and spaces are accepted: names of the Central Highlands ({@code H'Hen Niê}) lie outside the Vietnamese
 * alphabet.
 *
 * <p>Prints itself hidden.
 */
public final class FullName {

    private static final int LONGEST = 100;
    private static final Pattern FORMAT = Pattern.compile("\\p{L}[\\p{L}\\p{M}'’ʼ.\\- ]*");
    private static final Pattern ANY_SPACE =
            Pattern.compile("[\\s\\u00A0\\u2007\\u202F\\u200B\\u200C\\u200D\\u2060\\uFEFF]+");
    private static final Pattern NOT_A_BASE_LETTER = Pattern.compile("[^\\p{L}]");

    private final String text;

    private FullName(String text) {
        this.text = text;
    }

    /**
     * @throws InvalidValueException {@code full-name-format} when it is empty, longer than 100 characters or holds
     *     anything but letters, marks, apostrophes, hyphens, full stops and spaces
     */
    public static FullName parse(String text) {
        if (text.length() > 2 * LONGEST) {
            throw new InvalidValueException("full-name-format");
        }
        String name = ANY_SPACE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll(" ")
                .strip();
        if (name.length() > LONGEST || !FORMAT.matcher(name).matches()) {
            throw new InvalidValueException("full-name-format");
        }
        return new FullName(name);
    }

    /** How alike two spellings of a name are. */
    public Likeness likenessTo(FullName other) {
        if (text.equals(other.text)) {
            return Likeness.EXACT;
        }
        return folded().equals(other.folded()) ? Likeness.EQUAL_AFTER_FOLDING : Likeness.DIFFERENT;
    }

    /**
     * The comparison key: base letters in lower case. Unicode decomposition does not split Đ (U+0110), and Ð (U+00D0)
     * and Ɖ (U+0189), which look the same, never unify with it; {@code Lý} and {@code Lí} are one name.
     */
    private String folded() {
        String letters = NOT_A_BASE_LETTER
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("");
        return letters.toLowerCase(Locale.ROOT)
                .replace('đ', 'd')
                .replace('ð', 'd')
                .replace('ɖ', 'd')
                .replace('y', 'i');
    }

    /** The name as given: for the registry and for the citizen. */
    public String unmasked() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FullName name && text.equals(name.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return Mask.HIDDEN;
    }
}
