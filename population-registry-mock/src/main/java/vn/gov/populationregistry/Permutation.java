package vn.gov.populationregistry;

/**
 * A reversible shuffle of the numbers from 0 to below {@code left × right} that needs no memory: a Feistel network whose
 * two halves are counted in different bases, so that no number falls outside.
 */
record Permutation(int left, int right, long key) {

    private static final int ROUNDS = 6;

    /** Where the number goes. */
    long of(long number) {
        long high = number / right;
        long low = number % right;
        for (int round = 0; round < ROUNDS; round += 2) {
            high = Math.floorMod(high + Draws.bits(key, round, low), (long) left);
            low = Math.floorMod(low + Draws.bits(key, round + 1, high), (long) right);
        }
        return high * right + low;
    }

    /** What goes there. */
    long inverse(long number) {
        long high = number / right;
        long low = number % right;
        for (int round = ROUNDS - 2; round >= 0; round -= 2) {
            low = Math.floorMod(low - Draws.bits(key, round + 1, high), (long) right);
            high = Math.floorMod(high - Draws.bits(key, round, low), (long) left);
        }
        return high * right + low;
    }
}
