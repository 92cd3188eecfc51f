#!/bin/bash
# Runs once, as the superuser, when PostgreSQL creates its data directory; roles.sql has run before it. The passwords come
# from the container's environment and are read by psql itself, so that they stand in no command line.
set -euo pipefail

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
\getenv owner_password IDENTITY_LINK_OWNER_PASSWORD
\getenv application_password IDENTITY_LINK_APPLICATION_PASSWORD
\getenv sealer_password IDENTITY_LINK_SEALER_PASSWORD
\getenv keycloak_password KEYCLOAK_DB_PASSWORD

ALTER ROLE identity_link_owner PASSWORD :'owner_password';
ALTER ROLE identity_link_application PASSWORD :'application_password';
ALTER ROLE identity_link_sealer PASSWORD :'sealer_password';
CREATE ROLE keycloak LOGIN PASSWORD :'keycloak_password';

-- Each role reaches its own database only: PUBLIC may connect to every new database otherwise.
CREATE DATABASE identity_link OWNER identity_link_owner;
CREATE DATABASE keycloak OWNER keycloak;
REVOKE ALL ON DATABASE identity_link, keycloak, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE identity_link TO identity_link_application, identity_link_sealer;
SQL
