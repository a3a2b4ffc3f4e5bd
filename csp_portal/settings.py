"""Settings, read from the environment; `dotenv-sample` explains each. Nothing has a secret default."""

import os
from pathlib import Path
from typing import Any

import environ
from cryptography.fernet import Fernet, MultiFernet

from csp_portal.core import logging

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
# The environment wins, then what a developer chose, then what set-up made for this copy.
environ.Env.read_env(BASE_DIR / ".env")
environ.Env.read_env(VAR_DIR / "portal.env")
if "DATABASE_URL" not in os.environ:
    environ.Env.read_env(VAR_DIR / "postgres.env")

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The demonstration shows its accounts and passwords on the sign-in page and runs over plain HTTP.
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
CLOCK_OFFSET_DAYS = env.int("CLOCK_OFFSET_DAYS", default=0)
SERVED_OVER_HTTPS = env.bool("SERVED_OVER_HTTPS", default=not DEMONSTRATION)

# --- The partnership's own name and colours -------------------------------------------------------
PARTNERSHIP_NAME = env("PARTNERSHIP_NAME", default="Community Safety Partnership")
PARTNERSHIP_SHORT_NAME = env("PARTNERSHIP_SHORT_NAME", default="CSP")
PARTNERSHIP_AREA = env("PARTNERSHIP_AREA", default="")
# Any colour will do: what is written on it and beside it is made to contrast (csp_portal/core/theme.py).
PARTNERSHIP_COLOUR = env("PARTNERSHIP_COLOUR", default="#3b2a6b")

# What the bar under the header and the account menu lead to; named here because core may not import upwards.
NAVIGATION = "csp_portal.navigation.ITEMS"
ACCOUNT_NAVIGATION = "csp_portal.navigation.ACCOUNT_ITEMS"

# --- Applications ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "csp_portal.core",
    "csp_portal.audit",
    "csp_portal.accounts",
    "csp_portal.notices",
    "csp_portal.documents",
    "csp_portal.demonstration",
    "meetings",
    "actions",
    "delivery_plans",
    "isp_requests",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "simple_history",
    "django_q",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "csp_portal.core.middleware.PrivacyMiddleware",
    "csp_portal.core.middleware.RequestTooBigMiddleware",
    "csp_portal.core.request_log.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp_portal.audit.middleware.RefusalMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "csp_portal.accounts.middleware.SecondFactorMiddleware",
    "csp_portal.core.middleware.NullByteMiddleware",
    "csp_portal.core.middleware.ConflictMiddleware",
]

ROOT_URLCONF = "csp_portal.urls"
WSGI_APPLICATION = "csp_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp_portal.core.context_processors.portal",
            ]
        },
    }
]

# --- What a browser may do with our pages ----------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # Chromium applies form-action to the redirect after a form too, so signing in through another
        # identity provider needs that provider's address here.
        "form-action": ["'self'", *env.list("SIGN_IN_ORIGINS", default=[])],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SERVED_OVER_HTTPS
# A load balancer asks over HTTP, from within.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if SERVED_OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_OVER_HTTPS
SECURE_HSTS_PRELOAD = SERVED_OVER_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# __Host- holds a cookie to this one host; browsers take it over HTTPS only.
SESSION_COOKIE_NAME = "__Host-session" if SERVED_OVER_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SERVED_OVER_HTTPS else "csrf"
# A proxy of our own says how people came; nobody else is believed, since anybody can send the header.
if SERVED_OVER_HTTPS and env.int("TRUSTED_PROXY_COUNT", default=0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Thirty minutes without a request end a session; every request starts them again.
SESSION_COOKIE_AGE = 60 * env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# How long before the end a person is asked whether they are still there.
SESSION_WARNING_SECONDS = 180

# Larger than the largest paper that may be uploaded, with room for the form around it.
REQUEST_MAX_BYTES = 1_000_000 * env.int("REQUEST_MAX_MEGABYTES", default=120)
# Text, as opposed to files: a long report is some hundred kilobytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
# A file of a request, with the form around it, is sealed from memory: nothing of it waits on a disk.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11_000_000

# --- Database, cache, queue: PostgreSQL for all three ---------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", engine="django.db.backends.postgresql")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE_NAME", default=None)}
# A login that may switch to the web role does so at once, so that the web process owns no table.
if database_role := env("DATABASE_ROLE", default=""):
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = f"-c role={database_role}"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        # Rate limits live here: with Django's 300 entries, a crowd would push them out.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
# The cache is in the same database, so a copy of the session there would only be more to read and write.
SESSION_ENGINE = "csp_portal.core.sessions"

Q_CLUSTER = {
    "name": "csp-portal",
    "orm": "default",
    "workers": env.int("QUEUE_WORKERS", default=2),
    # A job of a dead worker is delivered again after `retry`; it must be longer than the longest job.
    "timeout": 600,
    "retry": 660,
    "max_attempts": 3,
    "poll": 0.5,
    "bulk": 1,
    "catch_up": False,
    "save_limit": 500,
}

# --- Files ----------------------------------------------------------------------------------------
FILES_BUCKET = env("FILES_BUCKET", default="")
STORAGES: dict[str, dict] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env("FILES_DIR", default=str(VAR_DIR / "files"))},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if FILES_BUCKET:
    # S3 itself or what speaks like it; names of keys and regions are boto3's own environment variables.
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            "endpoint_url": env("FILES_ENDPOINT", default=None),
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# Uploads are read and converted by programs with these limits, so that a hostile file costs only itself.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=50_000_000)
UPLOAD_MAX_PAGES = env.int("UPLOAD_MAX_PAGES", default=1500)
UPLOAD_MAX_SECONDS = env.int("UPLOAD_MAX_SECONDS", default=240)
UPLOAD_MAX_MEMORY = env.int("UPLOAD_MAX_MEMORY", default=3_000_000_000)
# Empty means the `soffice` on the path; without LibreOffice only PDF files and pictures are taken.
OFFICE_CONVERTER = env("OFFICE_CONVERTER", default="")

# --- People ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# The address that people type, for links in e-mails that no request gave rise to.
PORTAL_ADDRESS = env("PORTAL_ADDRESS", default="http://localhost:8000").rstrip("/")
INVITATION_DAYS = 14
ANSWER_LINK_DAYS = 21
PUBLIC_COPY_DAYS = 28

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",  # Argon2id, with OWASP's parameters
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "csp_portal.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 15}},
    {"NAME": "csp_portal.accounts.passwords.NotCommon"},
    {"NAME": "csp_portal.accounts.passwords.NotLikeThePerson"},
    {"NAME": "csp_portal.accounts.passwords.NotLikeThePartnership"},
]

# Addresses of people are known only when this many of our own proxies stand before the portal.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_ADAPTER = "csp_portal.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "csp_portal.accounts.forms.SignInForm",
    "change_password": "csp_portal.accounts.forms.ChangePasswordForm",
    "set_password": "csp_portal.accounts.forms.SetPasswordForm",
    "reset_password": "csp_portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "csp_portal.accounts.forms.ResetPasswordFromKeyForm",
    "reauthenticate": "csp_portal.accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "csp_portal.accounts.adapters.display_name"
# Accepting an invitation proves the address; there is no other way in.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# The adapter's key is the account and the address together, so nobody can lock somebody else out; an
# office behind one address has a wide limit of its own.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/15m/key,100/15m/ip",
    "answer_link": "60/10m/ip",
    "public_form": "60/10m/ip",
    "public_file": "600/10m/ip",
}

MFA_ADAPTER = "csp_portal.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "csp_portal.accounts.forms.SecondFactorForm",
    "reauthenticate": "csp_portal.accounts.forms.ConfirmSecondFactorForm",
    "activate_totp": "csp_portal.accounts.forms.ActivateAppForm",
    "deactivate_totp": "csp_portal.accounts.forms.DeactivateAppForm",
    "generate_recovery_codes": "csp_portal.accounts.forms.RecoveryCodesForm",
    "add_webauthn": "csp_portal.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "csp_portal.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PARTNERSHIP_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_OVER_HTTPS
# The first key seals; the others still open what was sealed before they were replaced.
MFA_SEALING = MultiFernet([Fernet(key) for key in env.list("MFA_ENCRYPTION_KEYS")])

SOCIALACCOUNT_ADAPTER = "csp_portal.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# A list of {"provider_id", "name", "client_id", "secret", "server_url", "email_domains"}.
SINGLE_SIGN_ON = env.json("SINGLE_SIGN_ON", default=[])
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": partner["provider_id"],
                "name": partner["name"],
                "client_id": partner["client_id"],
                "secret": partner["secret"],
                "settings": {
                    "server_url": partner["server_url"],
                    "email_authentication": True,
                    "email_domains": partner["email_domains"],
                },
            }
            for partner in SINGLE_SIGN_ON
        ],
    }
}

# --- Audit, logs ----------------------------------------------------------------------------------
# Signs how far the audit's chains have come; `manage.py audit_key` makes one.
AUDIT_SIGNING_KEY = env("AUDIT_SIGNING_KEY", default="")
# The public halves of keys that signed before.
AUDIT_VERIFY_KEYS = env.list("AUDIT_VERIFY_KEYS", default=[])
# Outside the database, and best on another machine's disk.
AUDIT_SEALS_DIR = env("AUDIT_SEALS_DIR", default=str(VAR_DIR / "audit-seals"))

# --- Information sharing --------------------------------------------------------------------------
# Master keys of sealed sections, 32 bytes each in URL-safe base64: the first seals, the others still open.
ISP_KEKS = env.list("ISP_KEKS", default=[])
# By which people concerned are found, 32 bytes each in URL-safe base64: the first is laid over the others.
ISP_SEARCH_KEY = env.list("ISP_SEARCH_KEY", default=[])
# What was destroyed, to be destroyed again after a backup was restored: outside the database.
ISP_JOURNAL_DIR = env("ISP_JOURNAL_DIR", default=str(VAR_DIR / "isp-journal"))
# The most that one file of a request or a disclosure may hold.
ISP_FILE_MAX_BYTES = 10_000_000

LOGGING = logging.configuration(env("LOG_LEVEL", default="INFO"))
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # DEBUG: one line a request is enough

# What the queue does by the clock; `manage.py schedules` registers it.
SCHEDULES: dict[str, dict[str, Any]] = {
    "remind_leads_to_rate": {"func": "delivery_plans.tasks.remind_leads", "schedule_type": "D"},
    # An urgent answer has four hours, so its half time may not pass unnoticed.
    "remind_of_requests": {"func": "isp_requests.tasks.remind", "schedule_type": "I", "minutes": 15},
    "end_emergency_readings": {
        "func": "isp_requests.tasks.end_emergencies",
        "schedule_type": "I",
        "minutes": 5,
    },
    "destroy_ended_requests": {"func": "isp_requests.tasks.destroy_due", "schedule_type": "D"},
    "lapse_plan_imports": {"func": "delivery_plans.tasks.lapse_plan_imports", "schedule_type": "D"},
    "audit_seal": {"func": "csp_portal.audit.seals.seal_by_schedule", "schedule_type": "H"},
    # Also noticed by whoever watches a build; this is for builds that nobody watches.
    "resume_silent_builds": {
        "func": "meetings.tasks.resume_silent_builds",
        "schedule_type": "I",
        "minutes": 1,
    },
    # Told once a day however often it runs; often, so that a night without a worker is made up for.
    "remind_before_meetings": {
        "func": "meetings.tasks.remind_before_meetings",
        "schedule_type": "H",
    },
    # What is told at once leaves at once; this is for what had to wait.
    "send_waiting_mail": {
        "func": "csp_portal.notices.tasks.send_waiting",
        "schedule_type": "I",
        "minutes": 1,
    },
    "forget_public_addresses": {"func": "meetings.tasks.forget_public_addresses", "schedule_type": "D"},
    "remind_of_actions": {"func": "actions.tasks.remind", "schedule_type": "H"},
    "gather_digests": {
        "func": "csp_portal.notices.tasks.gather_digests",
        "schedule_type": "I",
        "minutes": 10,
    },
}

# --- Mail: printed on the terminal unless a server is named ---------------------------------------
# The queue's workers alone speak with the server; whatever else sends mail puts it into the queue.
_mail_server = env.email_url("EMAIL_URL", default="consolemail://")
MAIL_SERVER_BACKEND = _mail_server.pop("EMAIL_BACKEND")
EMAIL_BACKEND = "csp_portal.notices.backend.QueueBackend"
vars().update(_mail_server)
EMAIL_TIMEOUT = 20
# Links that open an account wait sealed for their turn.
MAIL_SEALING = MFA_SEALING
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@localhost")

# --- Words, time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"

CRISPY_ALLOWED_TEMPLATE_PACKS = ["portal"]
CRISPY_TEMPLATE_PACK = "portal"

# How many child processes typeset a pack at once.
TYPESETTING_PROCESSES = env.int("TYPESETTING_PROCESSES", default=min(os.cpu_count() or 1, 4))

# What each app puts on the home page, in this order.
HOME_SECTIONS = [
    "csp_portal.notices.home.sections",
    "meetings.home.sections",
    "actions.home.sections",
    "delivery_plans.home.sections",
    "delivery_plans.performance_home.sections",
    "isp_requests.home.sections",
    "isp_requests.held_home.sections",
    "isp_requests.governance_home.sections",
    "csp_portal.accounts.home.sections",
]

# Documents drawn from the code; `manage.py documentation` writes them, `--check` holds them against it.
GENERATED_DOCUMENTS = {
    "docs/roles.md": "csp_portal.accounts.documentation.roles_page",
    "docs/workflows.md": "csp_portal.core.diagrams.workflows_page",
}

# The papers that the portal can write by itself, by the name a secretary picks.
GENERATED_PAPERS = {
    "previous_minutes": "meetings.board_pack.previous_minutes",
    "membership_list": "meetings.board_pack.membership_list",
    "forward_plan": "meetings.board_pack.forward_plan",
    "homework_answered": "meetings.board_pack.homework_answered",
    "action_log": "actions.board_pack.action_log",
    "action_figures": "actions.board_pack.action_figures",
    **{f"delivery_plan_{n}": f"delivery_plans.board_pack.plans.plan_{n}" for n in range(1, 7)},
    "plan_exceptions": "delivery_plans.board_pack.plans.plan_exceptions",
    "highlight_report": "delivery_plans.board_pack.performance.highlight_report",
    "ward_figures": "delivery_plans.board_pack.performance.ward_figures",
    "sharing_compliance": "isp_requests.board_pack.compliance",
}

# What people can be told of: each app lists its kinds, in the order in which their choices stand.
NOTICE_KINDS = [
    "meetings.notifications.preparing.KINDS",
    "meetings.notifications.business.KINDS",
    "meetings.notifications.table.KINDS",
    "meetings.notifications.minutes.KINDS",
    "meetings.notifications.public.KINDS",
    "actions.notices.KINDS",
    "delivery_plans.notice_kinds.KINDS",
    "isp_requests.notice_kinds.KINDS",
]

# What search looks through beside meetings, agendas, papers, minutes and decisions.
SEARCH_SOURCES = ["actions.searching.SOURCE"]

# What apps above put at the foot of a page below, in this order: {% panels "meeting" meeting %}.
PANELS = {
    "meeting": ["meetings.panels.of_meeting", "actions.panels.of_meeting"],
    "meeting_side": ["meetings.table_panels.at_the_meeting"],
    "item": [
        "meetings.table_panels.of_item",
        "meetings.panels.of_item",
        "actions.panels.of_item",
        "actions.panels.of_matters_arising",
        "delivery_plans.panels.of_item",
        "delivery_plans.panels.of_highlight_report",
    ],
    "decision": ["actions.panels.of_decision", "delivery_plans.panels.of_decision"],
    "board": ["meetings.table_panels.of_board"],
    "milestone": ["actions.panels.of_milestone"],
    "indicator": ["actions.panels.of_indicator"],
}
