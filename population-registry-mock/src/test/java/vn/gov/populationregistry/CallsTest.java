package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CallsTest {

    private final Calls calls = new Calls();

    @Test
    void the_newest_ten_thousand_are_kept_and_all_are_counted() {
        for (int call = 0; call < 10_001; call++) {
            calls.add(callOf("H08"));
        }

        var kept = calls.before(Long.MAX_VALUE, Integer.MAX_VALUE);
        assertEquals(10_000, kept.size());
        assertEquals(10_001, kept.getFirst().number());
        assertEquals(2, kept.getLast().number());
        assertEquals(10_001, calls.perUnit().get("H08"));
    }

    @Test
    void a_caller_who_invents_units_fills_no_memory() {
        for (int unit = 0; unit < 2_000; unit++) {
            calls.add(callOf("UNIT-" + unit));
        }
        calls.add(callOf("UNIT-0"));

        assertEquals(1_001, calls.perUnit().size());
        assertEquals(2, calls.perUnit().get("UNIT-0"));
        assertEquals(1_000, calls.perUnit().get("(other units)"));
    }

    private static Calls.Call callOf(String unit) {
        return new Calls.Call(LookUp.Service.CITIZEN_MATCH, "a-portal", unit, "2.000889", "match", null);
    }
}
