package vn.gov.identitylink.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Adds the {@link Caller} to the identity behind an accepted token; a token that is nobody's is refused as invalid. */
@ApplicationScoped
class CallerAugmentor implements SecurityIdentityAugmentor {

    private final Callers callers;

    CallerAugmentor(Callers callers) {
        this.callers = callers;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous()) {
            return Uni.createFrom().item(identity);
        }
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().failure(new AuthenticationFailedException("not a token of the portal realm"));
        }
        return switch (callers.read(token, identity.getRoles())) {
            case Callers.Reading.Accepted accepted ->
                Uni.createFrom()
                        .item(QuarkusSecurityIdentity.builder(identity)
                                .addAttribute(CurrentCaller.ATTRIBUTE, accepted.caller())
                                .build());
            case Callers.Reading.Refused refused ->
                Uni.createFrom().failure(new AuthenticationFailedException(refused.reason()));
        };
    }
}
