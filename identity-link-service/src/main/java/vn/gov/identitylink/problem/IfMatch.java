package vn.gov.identitylink.problem;

import java.util.Arrays;
import java.util.List;

/** An {@code If-Match} header (RFC 9110 section 13.1.1): which versions the caller is willing to change. */
public final class IfMatch {

    private final List<String> entityTags;

    private IfMatch(List<String> entityTags) {
        this.entityTags = entityTags;
    }

    public static IfMatch parse(String header) {
        return new IfMatch(Arrays.stream(header.split(",")).map(String::strip).toList());
    }

    /** Whether the current version is one of them; {@code *} is any. Weak tags never match. */
    public boolean matches(String entityTag) {
        return entityTags.contains("*") || entityTags.contains(entityTag);
    }
}
