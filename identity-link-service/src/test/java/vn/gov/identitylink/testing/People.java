package vn.gov.identitylink.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Synthetic people made for one test, known to the stub registry, so that tests share nobody. */
public final class People {

    private static final AtomicInteger SERIAL = new AtomicInteger(500_000);

    private People() {}

    /** A living man born in 1989 whose account declares what the registry knows. */
    public static SyntheticCitizen aCitizen() {
        return aCitizen("ALIVE");
    }

    /** The same with another life state. */
    public static SyntheticCitizen aCitizen(String lifeState) {
        return add(lifeState, "RECORD", List.of());
    }

    /** Somebody whom the registry does not have. */
    public static SyntheticCitizen aStranger() {
        return add("ALIVE", "NONE", List.of());
    }

    /** Somebody about whom the registry answers 503. */
    public static SyntheticCitizen aCitizenWhenTheRegistryIsDown() {
        return add("ALIVE", "UNAVAILABLE", List.of());
    }

    /** The registry establishes another number in place of theirs. */
    public static SyntheticCitizen renumber(SyntheticCitizen citizen) {
        SyntheticCitizen changed = citizen.renumbered("003089" + SERIAL.incrementAndGet());
        SyntheticCitizen.replace(citizen, changed);
        return changed;
    }

    private static SyntheticCitizen add(String lifeState, String registry, List<String> formerNumbers) {
        int serial = SERIAL.incrementAndGet();
        String number = "003089" + serial;
        String oldNumber = "900" + serial;
        String name = "Nguyễn Văn Thử " + letters(serial);
        SyntheticCitizen.Address address = new SyntheticCitizen.Address("52", "540", "21583", "Nhà số " + serial);
        SyntheticCitizen citizen = new SyntheticCitizen(
                "test-" + serial,
                number,
                oldNumber,
                formerNumbers,
                name.toUpperCase(Locale.ROOT),
                "1989-05-17",
                "MALE",
                address,
                address,
                address,
                lifeState,
                registry,
                new SyntheticCitizen.PortalAccount(
                        "test." + serial,
                        "TEST-" + serial,
                        "CITIZEN",
                        "0900" + serial,
                        "test." + serial + "@example.vn",
                        new SyntheticCitizen.Declared(number, null, name, "1989-05-17", "MALE")),
                new SyntheticCitizen.Vneid(2));
        SyntheticCitizen.add(citizen);
        return citizen;
    }

    /** A serial in letters: a name holds no digits. */
    private static String letters(int serial) {
        StringBuilder letters = new StringBuilder();
        for (char digit : Integer.toString(serial).toCharArray()) {
            letters.append((char) ('A' + digit - '0'));
        }
        return letters.toString();
    }

    /** What the registry knows of this person, as a declaration. */
    public static Map<String, @Nullable Object> recordOf(SyntheticCitizen citizen) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("number", citizen.number());
        body.put("fullName", citizen.fullName());
        body.put("birthDate", citizen.birthDate());
        return body;
    }

    /** What an account of this person declares, as a request body. */
    public static Map<String, @Nullable Object> declaration(SyntheticCitizen citizen) {
        SyntheticCitizen.Declared declared = Objects.requireNonNull(
                Objects.requireNonNull(citizen.portalAccount()).declared());
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("number", declared.number());
        body.put("oldNumber", declared.oldNumber());
        body.put("fullName", declared.fullName());
        body.put("birthDate", declared.birthDate());
        body.put("sex", declared.sex());
        body.values().removeIf(Objects::isNull);
        return body;
    }
}
