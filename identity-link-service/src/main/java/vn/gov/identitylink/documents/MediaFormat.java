package vn.gov.identitylink.documents;

import java.util.Arrays;
import java.util.Optional;

/** The formats in which papers are kept. */
enum MediaFormat {
    PDF("application/pdf", "pdf"),
    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png"),
    XML("application/xml", "xml");

    private final String mediaType;
    private final String extension;

    MediaFormat(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    static Optional<MediaFormat> of(String mediaType) {
        return Arrays.stream(values())
                .filter(format -> format.mediaType.equals(mediaType))
                .findFirst();
    }

    String mediaType() {
        return mediaType;
    }

    String extension() {
        return extension;
    }
}
