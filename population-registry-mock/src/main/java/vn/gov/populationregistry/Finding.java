package vn.gov.populationregistry;

/** What the registry finds out about one question. Each face of the registry says it in its own format. */
sealed interface Finding {

    /** Number, name and birth date belong to this citizen. */
    record Found(Citizen citizen) implements Finding {}

    /** They don't, whichever of them is at fault. */
    record NotFound() implements Finding {}

    /** The registry does not answer about this number today. */
    record OutOfService() implements Finding {}

    /** The number could be a real person's and was not looked up. */
    record NotSynthetic() implements Finding {}

    /** This caller has used the request id before; nothing was looked up. */
    record RequestIdReused() implements Finding {}

    /** For the log and the counts: says nothing about the person. */
    default String outcome() {
        return switch (this) {
            case Found found -> "MATCH";
            case NotFound notFound -> "NO_MATCH";
            case OutOfService outOfService -> "OUT_OF_SERVICE";
            case NotSynthetic notSynthetic -> "NUMBER_NOT_SYNTHETIC";
            case RequestIdReused reused -> "REQUEST_ID_REUSED";
        };
    }
}
