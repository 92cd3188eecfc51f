package vn.gov.identitylink.testing;

/** A statement at which the database connection that makes it dies, as it does with a process that is killed there. */
public final class KillPoint {

    private KillPoint() {}

    /**
     * While the call runs, whoever makes this statement dies.
     *
     * @param point the row that is written, such as {@code link BEFORE UPDATE WHEN (NEW.state = 'ENDED')}
     */
    public static void at(String point, Runnable call) {
        String[] parts = point.split(" ", 2);
        String[] when = parts[1].split(" WHEN ", 2);
        Database.execute("CREATE OR REPLACE FUNCTION kill_here() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                + " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$");
        Database.execute("CREATE TRIGGER kill_here " + when[0] + " ON " + parts[0] + " FOR EACH ROW WHEN " + when[1]
                + " EXECUTE FUNCTION kill_here()");
        try {
            call.run();
        } finally {
            Database.execute("DROP TRIGGER IF EXISTS kill_here ON " + parts[0]);
        }
    }
}
