-- Run once by a superuser before the first migration, in any database of the cluster; can be repeated.
-- The owner migrates, the application reads and writes but never alters the audit log, the sealer vouches for it.
-- Passwords are set by the deployment (ALTER ROLE … PASSWORD), not here.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['identity_link_owner', 'identity_link_application', 'identity_link_sealer'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', wanted);
    END IF;
  END LOOP;
END
$$;
