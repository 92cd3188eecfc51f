package vn.gov.identitylink.registry;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * A face of the registry: how a question is put and how its 200 is read. Everything else about asking, such as status,
 * time and repetition, is the same for all of them.
 */
interface RegistryProtocol {

    /** The question under a new request id, or nothing when there are no credentials within {@code patience}. */
    Optional<HttpRequest.Builder> ask(RegistryQuestion question, Duration patience);

    /** Reads a whole body. What cannot be relied on, a record of somebody else included, is a bad response. */
    RegistryAnswer read(String body, RegistryQuestion question);

    /** The registry refused the credentials: those of the next question are new. */
    void credentialsRefused();
}
