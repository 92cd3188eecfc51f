package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the realm files that Keycloak imports, {@code local-stack/keycloak/*-realm.json}, from their templates and the
 * synthetic citizens: whoever may sign in is written down once.
 */
final class RealmFiles {

    static final List<String> REALMS = List.of("portal", "vneid");

    /** Password of every synthetic person. */
    static final String PASSWORD = "Synthetic-2024";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path projectRoot;

    RealmFiles(Path projectRoot) {
        this.projectRoot = projectRoot;
    }

    Path committed(String realm) {
        return projectRoot.resolve("local-stack/keycloak/" + realm + "-realm.json");
    }

    /** The content that the committed file of this realm must have. */
    String render(String realm) throws IOException {
        Path template = projectRoot.resolve("local-stack/src/main/keycloak/" + realm + "-realm.template.json");
        ObjectNode file = (ObjectNode) JSON.readTree(template.toFile());
        embedUserProfile(file);
        for (Citizen citizen : Citizen.readAll(projectRoot)) {
            switch (realm) {
                case "portal" -> addPortalUser(file, citizen);
                case "vneid" -> addVneidUser(file, citizen);
                default -> throw new IllegalArgumentException("no such realm: " + realm);
            }
        }
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"));
        return JSON.writer(printer).writeValueAsString(file) + "\n";
    }

    /** Keycloak takes the user profile as JSON inside a string; the template has it as JSON. */
    private static void embedUserProfile(ObjectNode file) throws IOException {
        String profile = JSON.writeValueAsString(file.remove("userProfile"));
        file.putObject("components")
                .putArray("org.keycloak.userprofile.UserProfileProvider")
                .addObject()
                .put("providerId", "declarative-user-profile")
                .putObject("config")
                .putArray("kc.user.profile.config")
                .add(profile);
    }

    private static void addPortalUser(ObjectNode file, Citizen citizen) {
        Citizen.PortalAccount account = citizen.portalAccount();
        if (account == null) {
            return;
        }
        ObjectNode user = addUser(file, account.username());
        ObjectNode attributes = user.putObject("attributes");
        attributes.putArray("TechID").add(account.externalId());
        attributes.putArray("LoaiTaiKhoan").add("CITIZEN".equals(account.kind()) ? "1" : "2");
        user.putArray("realmRoles").add("citizen");
    }

    private static void addVneidUser(ObjectNode file, Citizen citizen) {
        Citizen.Vneid vneid = citizen.vneid();
        if (vneid == null) {
            return;
        }
        ObjectNode user = addUser(file, citizen.vneidNumber());
        user.putObject("attributes").putArray("identity_level").add(Integer.toString(vneid.level()));
    }

    private static ObjectNode addUser(ObjectNode file, String username) {
        ObjectNode user = file.withArray("users").addObject();
        user.put("username", username).put("enabled", true);
        user.putArray("credentials").addObject().put("type", "password").put("value", PASSWORD);
        return user;
    }

    void writeAll() throws IOException {
        for (String realm : REALMS) {
            Files.writeString(committed(realm), render(realm));
        }
    }
}
