package vn.gov.identitylink.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Update: {@code mvn -pl local-stack test -Dtest=RealmFilesTest -Drealms.update}. */
class RealmFilesTest {

    private static final RealmFiles FILES = new RealmFiles(Path.of(System.getProperty("project.root", "..")));

    static final Iterable<String> REALMS = RealmFiles.REALMS;

    @BeforeAll
    static void updateWhenAsked() throws IOException {
        if (System.getProperty("realms.update") != null) {
            FILES.writeAll();
        }
    }

    @ParameterizedTest
    @FieldSource("REALMS")
    void committed_realm_file_is_template_plus_citizens(String realm) throws IOException {
        assertEquals(FILES.render(realm), Files.readString(FILES.committed(realm)));
    }
}
