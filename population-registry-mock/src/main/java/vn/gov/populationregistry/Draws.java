package vn.gov.populationregistry;

/** Numbers that look random and are the same everywhere for the same seed. */
final class Draws {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Draws() {}

    /** All 64 bits; what is drawn for is told by as many numbers as it takes. */
    static long bits(long seed, long... what) {
        long drawn = mixed(seed + GOLDEN);
        for (long part : what) {
            drawn = mixed(drawn + GOLDEN + part);
        }
        return drawn;
    }

    /** From 0 to below 1. */
    static double share(long seed, long... what) {
        return (bits(seed, what) >>> 11) * 0x1.0p-53;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    private static long mixed(long bits) {
        long once = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
        return twice ^ (twice >>> 31);
    }
}
