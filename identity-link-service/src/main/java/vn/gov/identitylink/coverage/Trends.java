package vn.gov.identitylink.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The straight line through shares at equal distances that has the least squares. */
final class Trends {

    private static final int FEWEST_POINTS = 3;

    private Trends() {}

    /**
     * By how much the share grows in a week.
     *
     * @param newestFirst weekly, absent where it is not known
     */
    static OptionalDouble perWeek(List<@Nullable Double> newestFirst) {
        List<double[]> points = new ArrayList<>();
        for (int back = 0; back < newestFirst.size(); back++) {
            Double share = newestFirst.get(back);
            if (share != null) {
                points.add(new double[] {-back, share});
            }
        }
        if (points.size() < FEWEST_POINTS) {
            return OptionalDouble.empty();
        }
        double meanWeek =
                points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double meanShare =
                points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (double[] point : points) {
            covariance += (point[0] - meanWeek) * (point[1] - meanShare);
            variance += (point[0] - meanWeek) * (point[0] - meanWeek);
        }
        return OptionalDouble.of(covariance / variance);
    }
}
