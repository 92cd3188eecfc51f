package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermutationTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "7, 1", "3, 5", "999, 1000"})
    void every_number_goes_to_one_place_and_comes_back(int left, int right) {
        for (long key : new long[] {0, 1, -1, Long.MIN_VALUE, 0x123456789L}) {
            var permutation = new Permutation(left, right, key);
            var taken = new BitSet();
            for (int number = 0; number < left * right; number++) {
                long place = permutation.of(number);
                assertTrue(place >= 0 && place < (long) left * right);
                taken.set((int) place);
                assertEquals(number, permutation.inverse(place));
            }
            assertEquals(left * right, taken.cardinality());
        }
    }
}
