package vn.gov.identitylink.testing;

/**
 * A statement, told by the row that it writes, such as {@code link BEFORE UPDATE WHEN (NEW.state = 'ENDED')}; {@code COMMIT}
 * is the moment when the transaction that wrote it commits. A trigger lets something happen there.
 */
public final class KillPoint {

    /** The connection that makes the statement dies, as it does with a process that is killed there. */
    public static final String CONNECTION_DIES = "pg_terminate_backend(pg_backend_pid())";

    private KillPoint() {}

    /** While the call runs, whoever makes this statement dies. */
    public static void at(String point, Runnable call) {
        arm(point, CONNECTION_DIES);
        try {
            call.run();
        } finally {
            disarm();
        }
    }

    /** From now on the database does that at this point. */
    public static void arm(String point, String action) {
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

    /** Nothing happens anywhere any more. */
    public static void disarm() {
        Database.texts(
                        "SELECT 'DROP TRIGGER kill_here ON ' || tgrelid::regclass FROM pg_trigger WHERE tgname = 'kill_here'")
                .forEach(Database::execute);
    }
}
