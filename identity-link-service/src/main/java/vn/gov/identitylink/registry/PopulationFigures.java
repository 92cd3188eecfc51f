package vn.gov.identitylink.registry;

import java.time.LocalDate;

/** The National Population Database's figures per commune. Never asked inside a transaction. */
public interface PopulationFigures {

    /** Asks once. Never throws for what the registry does or fails to do. */
    FiguresAnswer of(String communeCode, LocalDate date);

    /** What came of it. */
    sealed interface FiguresAnswer {

        /**
         * Citizens of 14 and over, who may have VNeID (Decree 69/2024/NĐ-CP art. 7), and those of them who do.
         *
         * @param eligible all of them
         * @param vneidLevel1 holders of an account of level 1
         * @param vneidLevel2 holders of one of level 2
         */
        record Figures(long eligible, long vneidLevel1, long vneidLevel2) implements FiguresAnswer {}

        /** The registry knows no such commune on that day. */
        record UnknownThere() implements FiguresAnswer {}

        record Unavailable() implements FiguresAnswer {}

        record TimedOut() implements FiguresAnswer {}

        /** An answer that cannot be relied on. */
        record BadResponse() implements FiguresAnswer {}
    }
}
