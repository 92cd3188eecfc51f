package vn.gov.populationregistry;

import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Remembers which request ids each caller has used: the newest hundred thousand, until the mock stops. */
@Singleton
class RequestIds {

    private static final int REMEMBERED = 100_000;

    private record Used(String caller, String requestId) {}

    private final Set<Used> used =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<Used, Boolean>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Used, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            }));

    /** True for the first use of this id by this caller. */
    boolean claim(String caller, String requestId) {
        return used.add(new Used(caller, requestId));
    }
}
