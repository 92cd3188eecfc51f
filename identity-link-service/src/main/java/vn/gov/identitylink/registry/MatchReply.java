package vn.gov.identitylink.registry;

import static vn.gov.identitylink.registry.UnreadableReplyException.required;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.Sex;

/**
 * The registry's 200, which is untrusted input: new fields are passed over, types are strict, and every value checks
 * itself. Ethnicity and religion have no component here, so they are skipped while reading.
 */
record MatchReply(@Nullable String outcome, MatchReply.@Nullable CitizenRecord record) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    record CitizenRecord(
            @Nullable String number,
            @Nullable String oldNumber,
            @Nullable List<@Nullable String> formerNumbers,
            @Nullable String fullName,
            @Nullable String birthDate,
            @Nullable String sex,
            RegistryRecord.@Nullable Address placeOfBirth,
            RegistryRecord.@Nullable Address nativePlace,
            RegistryRecord.@Nullable Address permanentResidence,
            @Nullable String lifeState) {

        RegistryRecord checked() throws UnreadableReplyException {
            return new RegistryRecord(
                    CitizenNumber.parse(required(number)),
                    oldNumber == null ? null : OldIdentityNumber.parse(oldNumber),
                    checkedFormerNumbers(),
                    FullName.parse(required(fullName)),
                    BirthDate.parse(required(birthDate)),
                    Sex.parse(required(sex)),
                    placeOfBirth,
                    nativePlace,
                    permanentResidence,
                    lifeStateOf(required(lifeState)));
        }

        private List<CitizenNumber> checkedFormerNumbers() throws UnreadableReplyException {
            List<CitizenNumber> numbers = new ArrayList<>();
            for (String former : required(formerNumbers)) {
                numbers.add(CitizenNumber.parse(required(former)));
            }
            return numbers;
        }

        private static RegistryRecord.LifeState lifeStateOf(String word) throws UnreadableReplyException {
            return switch (word) {
                case "ALIVE" -> RegistryRecord.LifeState.ALIVE;
                case "ABROAD" -> RegistryRecord.LifeState.ABROAD;
                case "DECEASED" -> RegistryRecord.LifeState.DECEASED;
                case "MISSING" -> RegistryRecord.LifeState.MISSING;
                case "UNDER_CORRECTION" -> RegistryRecord.LifeState.UNDER_CORRECTION;
                default -> throw new UnreadableReplyException();
            };
        }

        @Override
        public String toString() {
            return "CitizenRecord[•••]";
        }
    }

    /** Reads a whole body. What cannot be relied on, a record of somebody else included, is a bad response. */
    static RegistryAnswer read(String body, RegistryQuestion question) {
        try {
            return required(JSON.readValue(body, MatchReply.class)).answerTo(question);
        } catch (IOException | InvalidValueException | UnreadableReplyException unreliable) {
            return new RegistryAnswer.BadResponse();
        }
    }

    private RegistryAnswer answerTo(RegistryQuestion question) throws UnreadableReplyException {
        return switch (required(outcome)) {
            case "NO_MATCH" -> {
                if (record != null) {
                    throw new UnreadableReplyException();
                }
                yield new RegistryAnswer.NoMatch();
            }
            case "MATCH" -> {
                RegistryRecord found = required(record).checked();
                yield found.answers(question) ? new RegistryAnswer.Match(found) : new RegistryAnswer.BadResponse();
            }
            default -> new RegistryAnswer.BadResponse();
        };
    }
}
