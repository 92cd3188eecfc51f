package vn.gov.populationregistry;

/** The scopes of this registry's tokens. */
final class Scopes {

    static final String MATCH = "population-registry:match";
    static final String STATISTICS = "population-registry:statistics";
    static final String ADMIN = "population-registry:admin";

    private Scopes() {}

    /** What a token needs at this path. */
    static String neededAt(String path) {
        if (path.startsWith(AdminResource.PATH)) {
            return ADMIN;
        }
        return path.startsWith(CitizenMatchesResource.PATH) ? MATCH : STATISTICS;
    }
}
