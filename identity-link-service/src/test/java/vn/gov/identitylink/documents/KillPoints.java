package vn.gov.identitylink.documents;

import java.util.List;

/**
 * The statements of a transfer, as {@link vn.gov.identitylink.testing.KillPoint} tells them.
 */
final class KillPoints {

    private KillPoints() {}

    static List<String> ofMove() {
        return List.of(
                "document_transfer_item BEFORE INSERT WHEN (NEW.state = 'PENDING')",
                "document_transfer BEFORE UPDATE WHEN (NEW.state = 'MOVING' AND OLD.state = 'PREPARING')",
                "document BEFORE UPDATE WHEN (NEW.store_kind = 'VNEID' AND OLD.store_kind = 'PORTAL')",
                "document BEFORE UPDATE WHEN (NEW.state = 'MERGED')",
                "document_transfer_item BEFORE UPDATE WHEN (NEW.state = 'MOVED')",
                "document_transfer_item BEFORE UPDATE WHEN (NEW.state = 'PARKED')",
                "audit_record BEFORE INSERT WHEN (NEW.action = 'DOCUMENT_MOVED')",
                "document_transfer BEFORE UPDATE WHEN (NEW.state = 'MOVING' AND OLD.state = 'MOVING')",
                "document_transfer BEFORE UPDATE WHEN (NEW.state = 'COMPLETED' AND OLD.state = 'MOVING')",
                "outbox_event BEFORE INSERT WHEN (NEW.type = 'documents-moved')",
                "document_transfer AFTER UPDATE WHEN (NEW.state = 'COMPLETED' AND NOT NEW.work)",
                "document_transfer COMMIT WHEN (NEW.state = 'MOVING' AND OLD.state = 'PREPARING')",
                "document_transfer COMMIT WHEN (NEW.state = 'MOVING' AND OLD.state = 'MOVING')",
                "document_transfer COMMIT WHEN (NEW.state = 'COMPLETED' AND NOT NEW.work)");
    }

    static List<String> ofReturn() {
        return List.of(
                "document_transfer_item BEFORE UPDATE WHEN (NEW.state = 'RETURNED')",
                "document BEFORE UPDATE WHEN (NEW.store_kind = 'PORTAL' AND OLD.store_kind = 'VNEID')",
                "audit_record BEFORE INSERT WHEN (NEW.action = 'DOCUMENT_RETURNED')",
                "document_transfer BEFORE UPDATE WHEN (NEW.state = 'RETURNED' AND OLD.state = 'RETURNING')",
                "document_transfer COMMIT WHEN (NEW.state = 'RETURNING')");
    }

    /** Of a paper that stays, of which its citizen gets the same anew. */
    static List<String> ofCopy() {
        return List.of(
                "document BEFORE INSERT WHEN (NEW.copy_of IS NOT NULL)",
                "document_transfer_item BEFORE UPDATE WHEN (NEW.state = 'KEPT')",
                "audit_record BEFORE INSERT WHEN (NEW.action = 'DOCUMENT_KEPT')");
    }
}
