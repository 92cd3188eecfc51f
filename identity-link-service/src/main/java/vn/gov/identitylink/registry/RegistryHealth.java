package vn.gov.identitylink.registry;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the registry answers, as the circuit breaker has seen it, under {@code /q/health/group/registry}. Apart from
 * readiness: a replica that cannot ask the registry still serves what needs no question.
 */
@HealthGroup("registry")
@ApplicationScoped
class RegistryHealth implements HealthCheck {

    private final HttpPopulationRegistry registry;

    RegistryHealth(HttpPopulationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public HealthCheckResponse call() {
        CircuitBreakerState circuit = registry.circuit();
        return HealthCheckResponse.named("population-registry")
                .status(circuit != CircuitBreakerState.OPEN)
                .withData("circuit", circuit.name())
                .build();
    }
}
