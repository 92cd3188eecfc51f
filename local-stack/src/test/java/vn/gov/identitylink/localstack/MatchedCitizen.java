package vn.gov.identitylink.localstack;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Somebody of the synthetic people whose number is matched, signed in with the portal account. */
record MatchedCitizen(Citizen citizen, CitizenSession session, String accountId) {

    private static final Set<String> TAKEN = ConcurrentHashMap.newKeySet();

    /** Each for one test: a citizen whom one has linked is no citizen for another. */
    static String take(String key) {
        if (!TAKEN.add(key)) {
            throw new IllegalArgumentException(key + " belongs to another test");
        }
        return key;
    }

    static MatchedCitizen of(StackPlan plan, String key) throws Exception {
        take(key);
        Citizen citizen = Citizen.readAll(plan.projectRoot()).stream()
                .filter(person -> person.key().equals(key))
                .findFirst()
                .orElseThrow();
        HomePortal homePortal = new HomePortal(plan);
        String accountId = homePortal
                .register(homePortal.api(), citizen)
                .body()
                .path("accountId")
                .asText();
        CitizenSession session = new CitizenSession(plan, citizen);
        session.signIn();
        Transcript quiet = new Transcript(new PrintStream(OutputStream.nullOutputStream()));
        Verifying.confirm(session.api(), Verifying.ask(session.api(), quiet), quiet);
        return new MatchedCitizen(citizen, session, accountId);
    }
}
