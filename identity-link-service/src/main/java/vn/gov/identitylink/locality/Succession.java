package vn.gov.identitylink.locality;

import java.math.BigDecimal;

/**
 * What became of a unit on the day after its last.
 *
 * @param share of its people, more than 0 and at most 1; the shares of one unit make 1
 */
public record Succession(Unit.Key unit, Unit.Key successor, BigDecimal share) {}
