-- The portal's database roles, for a server where the portal's own login may not create roles.
--
-- Run it as a superuser in the portal's database, after `manage.py migrate`, and again whenever
-- `manage.py check --database default` asks for it; it can be run any number of times:
--
--     psql --dbname=NAME --set=owner=LOGIN_THAT_MIGRATES --set=web=LOGIN_OF_THE_WEB_PROCESSES --file=deploy/roles.sql
--
-- Afterwards run `manage.py database_roles` as the login that migrates. Give the web processes and the
-- queue workers a login of their own, which owns nothing, and set DATABASE_ROLE=csp_web for them.
-- Leave `web` out where there is only one login; the audit then still cannot be changed by it, but a
-- flaw in a web page could reach the other tables' structure.

\set ON_ERROR_STOP on
\if :{?owner}
\else
    \echo 'Name the login that migrates: --set=owner=NAME'
    \quit
\endif

BEGIN;

SELECT 'CREATE ROLE csp_audit_owner NOLOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'csp_audit_owner') \gexec
SELECT 'CREATE ROLE csp_web NOLOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'csp_web') \gexec

-- Nobody who can sign in belongs to the role that owns the audit.
SELECT format('REVOKE csp_audit_owner FROM %I', member.rolname)
FROM pg_auth_members JOIN pg_roles AS member ON member.oid = pg_auth_members.member
WHERE roleid = 'csp_audit_owner'::regrole \gexec

-- The migration made the schema under the portal's own login, if this comes after it.
SELECT 'ALTER SCHEMA audit OWNER TO csp_audit_owner'
WHERE EXISTS (SELECT FROM pg_namespace WHERE nspname = 'audit') \gexec
SELECT format('ALTER TABLE %s OWNER TO csp_audit_owner', oid::regclass)
FROM pg_class WHERE relnamespace = to_regnamespace('audit') AND relkind = 'r' \gexec
SELECT format('ALTER FUNCTION %s OWNER TO csp_audit_owner', oid::regprocedure)
FROM pg_proc WHERE pronamespace = to_regnamespace('audit') \gexec

-- Whatever rights were given by name before, reading and adding is all that is left.
SELECT format('REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM %I', grantee.rolname)
FROM pg_roles AS grantee
WHERE to_regnamespace('audit') IS NOT NULL AND grantee.rolname IN (:'owner', 'csp_web') \gexec
SELECT format('GRANT USAGE ON SCHEMA audit TO %I', grantee.rolname)
FROM pg_roles AS grantee
WHERE to_regnamespace('audit') IS NOT NULL AND grantee.rolname IN (:'owner', 'csp_web') \gexec
SELECT format('GRANT SELECT, INSERT ON audit.event TO %I', grantee.rolname)
FROM pg_roles AS grantee
WHERE to_regclass('audit.event') IS NOT NULL AND grantee.rolname IN (:'owner', 'csp_web') \gexec
SELECT format('GRANT SELECT ON audit.chain_head TO %I', grantee.rolname)
FROM pg_roles AS grantee
WHERE to_regclass('audit.chain_head') IS NOT NULL AND grantee.rolname IN (:'owner', 'csp_web') \gexec

\if :{?web}
    GRANT csp_web TO :"web";
\endif

COMMIT;
