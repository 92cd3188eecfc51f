package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** A canary person is asked about in good and bad requests; no log line may tell of it. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class PersonalDataTest {

    private static final List<String> CANARY =
            List.of("053089123456", "CANARY", "1989-12-13", "officer-canary", "canary-request");

    @Test
    void nothingOfAQuestionReachesTheLog() {
        var lines = new CopyOnWriteArrayList<String>();
        var listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new PatternFormatter("%s%e").format(ExtLogRecord.wrap(line)));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(listener);
        try {
            var question = Registry.question(change -> {
                change.put("requestId", "canary-request");
                change.put("number", "053089123456");
                change.put("fullName", "CANARY");
                change.put("birthDate", "1989-12-13");
                change.put("officerCode", "officer-canary");
            });
            var body = Registry.json(question);
            Registry.send(body).then().statusCode(200);
            Registry.send(body).then().statusCode(409);
            Registry.send(body + "x").then().statusCode(400);
            Registry.send(body.replace("\"053089123456\"", "[\"053089123456\"]"))
                    .then()
                    .statusCode(400);
            Registry.send(body.replace("\"birthDate\"", "\"CANARY\"")).then().statusCode(400);
            Registry.send(body.replace("1989-12-13", "1989-12-13x")).then().statusCode(400);
            Registry.caller().get("/v1/citizens/053089123456").then().statusCode(404);
        } finally {
            Logger.getLogger("").removeHandler(listener);
        }
        assertTrue(lines.size() >= 7, "every answer leaves a line");
        assertEquals(
                List.of(),
                lines.stream()
                        .filter(line -> CANARY.stream().anyMatch(line::contains))
                        .toList());
    }
}
