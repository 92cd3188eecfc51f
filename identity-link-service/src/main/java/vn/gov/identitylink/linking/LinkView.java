package vn.gov.identitylink.linking;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.time.Clocks;

/** A row of the letter's last screen, <i>Danh sách tài khoản liên kết</i>. */
@Schema(
        name = "Link",
        requiredProperties = {
            "linkId",
            "accountId",
            "number",
            "provider",
            "providerName",
            "level",
            "state",
            "linkedAt",
            "linkedOn"
        })
record LinkView(
        UUID linkId,
        UUID accountId,

        @Schema(
                description = "The linked citizen number: all digits for a citizen signed in through VNeID since the"
                        + " link, the last three for everybody else.",
                examples = "052089999999")
        String number,

        @Schema(enumeration = "VNEID") String provider,

        @Schema(examples = "" + LinkView.PROVIDER_NAME + "") String providerName,

        @Schema(description = "Identity level as VNeID returned it.", examples = "2")
        int level,

        LinkState state,

        @Schema(description = "Who holds the link; absent unless it is suspended.") @Nullable
        LinkHolder suspendedBy,

        Instant linkedAt,

        @Schema(description = "Ngày liên kết: the calendar date in Vietnam.", examples = "2024-01-01")
        LocalDate linkedOn,

        @Schema(description = "The link whose place this one took; absent where it took none.") @Nullable
        UUID replaces) {

    static final String PROVIDER_NAME = "Tài khoản định danh điện tử cấp bởi Bộ Công an";

    static LinkView of(Link link, boolean unmasked) {
        return new LinkView(
                link.linkId(),
                link.accountId(),
                unmasked ? link.number().unmasked() : link.number().toString(),
                "VNEID",
                PROVIDER_NAME,
                link.level(),
                link.state(),
                link.suspendedBy(),
                link.linkedAt(),
                LocalDate.ofInstant(link.linkedAt(), Clocks.VIETNAM),
                link.replaces());
    }
}
