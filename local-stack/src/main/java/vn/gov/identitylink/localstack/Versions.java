package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The versions of the programs that are not Java libraries, as the parent POM pins them. */
final class Versions {

    private Versions() {}

    static String of(String program) throws IOException {
        Properties versions = new Properties();
        try (Reader file = new InputStreamReader(
                Versions.class.getResourceAsStream("versions.properties"), StandardCharsets.UTF_8)) {
            versions.load(file);
        }
        return versions.getProperty(program);
    }
}
