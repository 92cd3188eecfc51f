package vn.gov.identitylink.coverage;

import java.util.ArrayList;
import java.util.List;

/** Where on a drawing a line of text covers nothing that was drawn. */
final class Room {

    /** Pixels of a letter of twelve, rather too many; above and below the line that letters stand on; and around a text. */
    private static final double LETTER = 6.5;

    private static final double ASCENT = 11;
    private static final double DESCENT = 4;
    private static final double AIR = 4;

    private final List<double[]> taken = new ArrayList<>();

    static double widthOf(String text) {
        return LETTER * text.length();
    }

    void takeLine(double x1, double y1, double x2, double y2) {
        int steps = (int) Math.ceil(Math.hypot(x2 - x1, y2 - y1) / AIR) + 1;
        for (int i = 0; i <= steps; i++) {
            taken.add(new double[] {x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps});
        }
    }

    void takePath(List<double[]> points) {
        for (int i = 1; i < points.size(); i++) {
            takeLine(points.get(i - 1)[0], points.get(i - 1)[1], points.get(i)[0], points.get(i)[1]);
        }
    }

    /** The first of the places that is free, each where a text would begin; where none is, the first of all. */
    double[] take(String text, List<double[]> places) {
        double[] place = places.stream()
                .filter(at -> isFree(at[0], at[1], widthOf(text)))
                .findFirst()
                .orElse(places.getFirst());
        takeLine(place[0], place[1] - DESCENT, place[0] + widthOf(text), place[1] - DESCENT);
        return place;
    }

    private boolean isFree(double x, double y, double width) {
        return taken.stream()
                .noneMatch(point -> point[0] > x - AIR
                        && point[0] < x + width + AIR
                        && point[1] > y - ASCENT
                        && point[1] < y + DESCENT);
    }
}
