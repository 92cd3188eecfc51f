package vn.gov.identitylink.documents;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes of a content, both ends included (RFC 9110 section 14). */
record ByteRange(long first, long last) {

    private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /** What comes of a {@code Range} header. */
    sealed interface Asked {
        record Part(ByteRange range) implements Asked {}

        /** Nothing that is answered with a part: another unit, several ranges, or not a range. */
        record Whole() implements Asked {}

        record Unsatisfiable() implements Asked {}
    }

    static ByteRange whole(long size) {
        return new ByteRange(0, size - 1);
    }

    static Asked ask(String header, long size) {
        Matcher range = SINGLE.matcher(header.strip());
        if (!range.matches()) {
            return new Asked.Whole();
        }
        Optional<Long> first = number(range.group(1));
        Optional<Long> last = number(range.group(2));
        if (first.isEmpty() && last.isEmpty()) {
            return new Asked.Whole();
        }
        if (first.isEmpty()) {
            long suffix = Math.min(last.get(), size);
            return suffix == 0 ? new Asked.Unsatisfiable() : new Asked.Part(new ByteRange(size - suffix, size - 1));
        }
        if (last.isPresent() && last.get() < first.get()) {
            return new Asked.Whole();
        }
        return first.get() >= size
                ? new Asked.Unsatisfiable()
                : new Asked.Part(new ByteRange(first.get(), Math.min(last.orElse(size - 1), size - 1)));
    }

    private static Optional<Long> number(String digits) {
        return digits.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(digits));
    }

    long length() {
        return last - first + 1;
    }

    String contentRange(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }
}
