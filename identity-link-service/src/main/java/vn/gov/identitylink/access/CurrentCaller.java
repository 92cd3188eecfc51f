package vn.gov.identitylink.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Who makes the request being answered, for endpoints that only a known caller reaches. */
@RequestScoped
public class CurrentCaller {

    static final String ATTRIBUTE = "identity-link.caller";

    private final SecurityIdentity identity;
    private @Nullable String purpose;

    CurrentCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @throws IllegalStateException outside a request, or where nobody had to be known */
    public Caller caller() {
        if (identity.<Object>getAttribute(ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("no caller is known here");
    }

    /** The caller of an endpoint for citizens only. */
    public Caller.Citizen citizen() {
        return expect(Caller.Citizen.class);
    }

    /** The caller of an endpoint for portals only. */
    public Caller.Portal portal() {
        return expect(Caller.Portal.class);
    }

    /** The caller of an endpoint for officers and operators only. */
    public Caller.Staff staff() {
        return expect(Caller.Staff.class);
    }

    /**
     * The procedure code for which a machine client or a member of staff reads personal data; absent for citizens, and
     * for calls that read none.
     */
    public @Nullable String purpose() {
        return purpose;
    }

    void setPurpose(String checked) {
        this.purpose = checked;
    }

    private <T extends Caller> T expect(Class<T> kind) {
        Caller caller = caller();
        if (kind.isInstance(caller)) {
            return kind.cast(caller);
        }
        throw new IllegalStateException("the endpoint admits callers that it does not expect");
    }
}
