#!/bin/sh
# Run once by the database's container: the owner of the tables, the web's login, and the database.
set -eu
psql --username "$POSTGRES_USER" --set=ON_ERROR_STOP=1 \
    --set=owner_password="$CSP_OWNER_PASSWORD" --set=web_password="$CSP_WEB_PASSWORD" <<'SQL'
CREATE ROLE csp_owner LOGIN CREATEROLE CREATEDB PASSWORD :'owner_password';
CREATE ROLE csp_web LOGIN PASSWORD :'web_password';
GRANT csp_web TO csp_owner WITH ADMIN OPTION;
CREATE DATABASE csp OWNER csp_owner;
SQL
