package vn.gov.identitylink.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.neighbour.NeighbourHttp;
import vn.gov.identitylink.neighbour.Reply;

/**
 * {@code GET /v1/population-statistics} of the registry's JSON contract, also where people are asked about over SOAP: the
 * national exchange has no service for figures. Asked in the background or by an operator, so a try is not repeated.
 */
@ApplicationScoped
class HttpPopulationFigures implements PopulationFigures {

    private static final int FIRST_AGE = 14;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /** The registry's 200, which is untrusted input. */
    record FiguresReply(
            @Nullable Place locality,
            @Nullable String date,
            @Nullable List<@Nullable AgeGroup> ageGroups) {

        record Place(@Nullable String code) {}

        record AgeGroup(
                @Nullable Integer fromAge,
                @Nullable Long population,
                @Nullable Long vneidLevel1,
                @Nullable Long vneidLevel2) {}
    }

    private final RegistryConfig config;
    private final RegistryToken token;
    private final NeighbourHttp http;

    HttpPopulationFigures(RegistryConfig config, RegistryToken token) {
        this.config = config;
        this.token = token;
        this.http = new NeighbourHttp(config.connectTimeout());
    }

    @Override
    public FiguresAnswer of(String communeCode, LocalDate date) {
        Optional<String> bearer = token.get(config.tryTimeout());
        if (bearer.isEmpty()) {
            return new FiguresAnswer.Unavailable();
        }
        URI address = config.endpoint("/v1/population-statistics?locality=" + communeCode + "&date=" + date);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + bearer.get())
                .header("Accept", "application/json, application/problem+json")
                .build();
        return switch (http.exchange(request, config.tryTimeout())) {
            case Reply.Complete complete -> read(complete, communeCode, date);
            case Reply.Failure failure ->
                switch (failure) {
                    case TIMED_OUT -> new FiguresAnswer.TimedOut();
                    case CUT, GARBLED, TOO_LARGE -> new FiguresAnswer.BadResponse();
                    case NOT_CONNECTED, BROKEN_OFF, INTERRUPTED -> new FiguresAnswer.Unavailable();
                };
        };
    }

    private FiguresAnswer read(Reply.Complete reply, String communeCode, LocalDate date) {
        return switch (reply.status()) {
            case 200 -> figures(reply.body(), communeCode, date);
            case 400, 404 -> new FiguresAnswer.UnknownThere();
            case 401 -> {
                token.refused();
                yield new FiguresAnswer.Unavailable();
            }
            default -> new FiguresAnswer.Unavailable();
        };
    }

    private static FiguresAnswer figures(String body, String communeCode, LocalDate date) {
        try {
            FiguresReply reply = JSON.readValue(body, FiguresReply.class);
            if (reply == null
                    || reply.locality() == null
                    || !communeCode.equals(reply.locality().code())
                    || !date.toString().equals(reply.date())
                    || reply.ageGroups() == null) {
                return new FiguresAnswer.BadResponse();
            }
            long[] sum = new long[3];
            for (FiguresReply.@Nullable AgeGroup group : reply.ageGroups()) {
                if (group == null
                        || group.fromAge() == null
                        || !counts(group.population(), group.vneidLevel1(), group.vneidLevel2())) {
                    return new FiguresAnswer.BadResponse();
                }
                if (group.fromAge() >= FIRST_AGE) {
                    sum[0] += value(group.population());
                    sum[1] += value(group.vneidLevel1());
                    sum[2] += value(group.vneidLevel2());
                }
            }
            return new FiguresAnswer.Figures(sum[0], sum[1], sum[2]);
        } catch (JsonProcessingException unreadable) {
            return new FiguresAnswer.BadResponse();
        }
    }

    /** People, and among them no more holders than there are people. */
    private static boolean counts(@Nullable Long population, @Nullable Long level1, @Nullable Long level2) {
        return population != null
                && level1 != null
                && level2 != null
                && level1 >= 0
                && level2 >= 0
                && population <= 1_000_000_000
                && level1 <= population
                && level2 <= population - level1;
    }

    private static long value(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
