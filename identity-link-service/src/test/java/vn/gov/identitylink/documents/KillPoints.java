package vn.gov.identitylink.documents;

import java.util.List;
import vn.gov.identitylink.testing.Database;

/**
 * The statements of a transfer, each told by the row that it writes; {@code COMMIT} is the moment when the transaction that
 * wrote it commits. A trigger lets something happen there.
 */
final class KillPoints {

    private static final List<String> TABLES =
            List.of("document", "document_transfer", "document_transfer_item", "audit_record", "outbox_event");

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

    /** From now on the database does that at this point. */
    static void arm(String point, String action) {
        Database.execute("CREATE OR REPLACE FUNCTION kill_here() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                + " $$ BEGIN PERFORM " + action + "; RETURN NEW; END $$");
        String[] table = point.split(" ", 2);
        String[] when = table[1].split(" WHEN ", 2);
        boolean atCommit = when[0].equals("COMMIT");
        Database.execute(
                (atCommit ? "CREATE CONSTRAINT TRIGGER kill_here AFTER UPDATE" : "CREATE TRIGGER kill_here " + when[0])
                        + " ON " + table[0] + (atCommit ? " DEFERRABLE INITIALLY DEFERRED" : "") + " FOR EACH ROW WHEN "
                        + when[1]
                        + " EXECUTE FUNCTION kill_here()");
    }

    static void disarm() {
        TABLES.forEach(table -> Database.execute("DROP TRIGGER IF EXISTS kill_here ON " + table));
    }
}
