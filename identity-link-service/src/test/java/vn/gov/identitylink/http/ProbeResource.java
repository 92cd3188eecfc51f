package vn.gov.identitylink.http;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.Sex;

/** Endpoints that only exist in tests: one of every kind of value, and one of every kind of failure. */
@Path("/probe")
@Produces(MediaType.APPLICATION_JSON)
public class ProbeResource {

    /** One of every kind of value. */
    public record Probe(
            @Nullable String text,
            @Nullable Integer number,
            @Nullable Boolean flag,
            @Nullable Double ratio,
            @Nullable Sex choice,
            @Nullable LocalDate date,
            @Nullable Instant instant,
            @Nullable UUID id,
            @Nullable List<String> list,
            @Nullable Nested nested) {}

    /** A part. */
    public record Nested(@Nullable String text) {}

    @POST
    @Path("/body")
    @PermitAll
    @Operation(hidden = true)
    public Probe body(Probe probe) {
        return probe;
    }

    @GET
    @Path("/unannotated")
    @Operation(hidden = true)
    public String unannotated() {
        return "nobody may call this";
    }

    @GET
    @Path("/id/{id}")
    @PermitAll
    @Operation(hidden = true)
    public String id(@PathParam("id") UUID id, @HeaderParam("If-Number") @Nullable Integer number) {
        return id.toString() + number;
    }

    @GET
    @Path("/sql/{state}")
    @PermitAll
    @Operation(hidden = true)
    public String sql(@PathParam("state") String state) throws SQLException {
        IllegalStateException wrapper = new IllegalStateException("of the secret 053192000102");
        wrapper.addSuppressed(new SQLException("secret 053192000102", state.equals("none") ? null : state));
        throw wrapper;
    }

    @GET
    @Path("/defect")
    @PermitAll
    @Operation(hidden = true)
    public String defect() {
        throw new IllegalArgumentException("secret 053192000102", new IllegalStateException("053192000102"));
    }
}
