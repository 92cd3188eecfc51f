package vn.gov.identitylink.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One of the synthetic people of {@code openapi/examples/citizens.json}; named by {@code key}. */
public record SyntheticCitizen(
        String key,
        @Nullable String number,
        @Nullable String oldNumber,
        List<String> formerNumbers,
        String fullName,
        String birthDate,
        String sex,
        @Nullable Address placeOfBirth,
        @Nullable Address nativePlace,
        @Nullable Address permanentResidence,
        String lifeState,
        String registry,
        @Nullable PortalAccount portalAccount,
        @Nullable Vneid vneid) {

    public record Address(
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune,
            @Nullable String detail) {}

    public record PortalAccount(
            String username,
            String externalId,
            String kind,
            @Nullable String phone,
            @Nullable String email,
            @Nullable Declared declared) {}

    public record Declared(
            @Nullable String number,
            @Nullable String oldNumber,
            @Nullable String fullName,
            @Nullable String birthDate,
            @Nullable String sex) {}

    public record Vneid(int level) {}

    private static final List<SyntheticCitizen> NAMED = read();
    private static final List<SyntheticCitizen> ALL = new CopyOnWriteArrayList<>(NAMED);

    public static List<SyntheticCitizen> all() {
        return ALL;
    }

    /** The people of the file, each a named scenario. */
    public static List<SyntheticCitizen> named() {
        return NAMED;
    }

    /** One more, made for a test. */
    static void add(SyntheticCitizen citizen) {
        ALL.add(citizen);
    }

    /** The registry forgets them. */
    public static void remove(SyntheticCitizen citizen) {
        ALL.remove(citizen);
    }

    /** The registry's record changes. */
    public static void replace(SyntheticCitizen citizen, SyntheticCitizen changed) {
        ALL.remove(citizen);
        ALL.add(changed);
    }

    public SyntheticCitizen withLifeState(String other) {
        return new SyntheticCitizen(
                key,
                number,
                oldNumber,
                formerNumbers,
                fullName,
                birthDate,
                sex,
                placeOfBirth,
                nativePlace,
                permanentResidence,
                other,
                registry,
                portalAccount,
                vneid);
    }

    /** Their number was cancelled and another one established; the account declares what it declared. */
    public SyntheticCitizen renumbered(String other) {
        List<String> former = new ArrayList<>(formerNumbers);
        former.add(Objects.requireNonNull(number));
        return new SyntheticCitizen(
                key,
                other,
                oldNumber,
                former,
                fullName,
                birthDate,
                sex,
                placeOfBirth,
                nativePlace,
                permanentResidence,
                lifeState,
                registry,
                portalAccount,
                vneid);
    }

    public static SyntheticCitizen of(String key) {
        return ALL.stream()
                .filter(citizen -> citizen.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no synthetic citizen " + key));
    }

    /** Everything about this person that may stand in no log. */
    public List<String> personalData() {
        List<@Nullable String> data = new ArrayList<>(formerNumbers);
        data.add(number);
        data.add(oldNumber);
        data.add(fullName);
        if (birthDate.length() > 4) {
            data.add(birthDate);
        }
        if (permanentResidence != null) {
            data.add(permanentResidence.detail());
        }
        if (portalAccount != null) {
            data.add(portalAccount.phone());
            data.add(portalAccount.email());
            if (portalAccount.declared() != null) {
                data.add(portalAccount.declared().fullName());
            }
        }
        List<String> present = new ArrayList<>();
        for (String datum : data) {
            if (datum != null && !datum.isEmpty()) {
                present.add(datum);
            }
        }
        return present;
    }

    private static List<SyntheticCitizen> read() {
        try {
            ObjectMapper mapper = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
            return List.of(mapper.readValue(
                    Files.readString(ProjectFiles.at("openapi/examples/citizens.json")), SyntheticCitizen[].class));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
