"""The portal's settings as the tests need them, whatever the machine's own .env says."""

import os
import tempfile
from pathlib import Path

os.environ.update(
    SECRET_KEY="only-for-tests-" + "0" * 50,
    DEMONSTRATION="1",
    CLOCK_OFFSET_DAYS="0",
    MFA_ENCRYPTION_KEYS="MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    AUDIT_SIGNING_KEY="5a" * 32,
    ISP_KEKS="c2VhbGVkLWluLXRlc3RzLW9ubHktc2VhbGVkLWluLTE=",
    ISP_SEARCH_KEY="Zm91bmQtaW4tdGVzdHMtb25seS1mb3VuZC1pbi10LTE=",
    EMAIL_URL="memorymail://",
)
for name in ("SERVED_OVER_HTTPS", "DATABASE_ROLE", "FILES_BUCKET", "SINGLE_SIGN_ON", "AUDIT_VERIFY_KEYS"):
    os.environ.pop(name, None)

from csp_portal.settings import *  # noqa: E402, F403, TID251 - once, on top of them
from csp_portal.settings import DATABASES, STORAGES, env  # noqa: E402, TID251

# Tests make tables, so they work as the tables' owner; and what they write need not outlive a power cut.
if owner := env("DATABASE_OWNER_URL", default=""):
    DATABASES["default"] |= env.db_url_config(owner, engine="django.db.backends.postgresql")
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
DATABASES["default"]["CONN_MAX_AGE"] = 0

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose

FOLDER = tempfile.TemporaryDirectory(prefix="csp-portal-tests-")
STORAGES["default"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": f"{FOLDER.name}/files"},
}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = Path(FOLDER.name) / "static"
STATIC_ROOT.mkdir()
AUDIT_SEALS_DIR = f"{FOLDER.name}/audit-seals"
ISP_JOURNAL_DIR = f"{FOLDER.name}/isp-journal"
