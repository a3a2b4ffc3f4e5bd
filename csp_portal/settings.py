"""Settings, read from the environment; `dotenv-sample` explains each. Nothing has a secret default."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

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

# --- Applications ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "csp_portal.core",
    "csp_portal.audit",
    "csp_portal.accounts",
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
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
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
            ]
        },
    }
]

# --- Database, cache, queue: PostgreSQL for all three ---------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", engine="django.db.backends.postgresql")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE_NAME", default=None)}
# A login that may switch to the web role does so at once, so that the web process owns no table.
if database_role := env("DATABASE_ROLE", default=""):
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = f"-c role={database_role}"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

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
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env("FILES_DIR", default=str(VAR_DIR / "files"))},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- People ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# --- Words, time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"

CRISPY_ALLOWED_TEMPLATE_PACKS = ["portal"]
CRISPY_TEMPLATE_PACK = "portal"

# The papers that the portal can write by itself, by the name a secretary picks.
GENERATED_PAPERS = {
    "previous_minutes": "meetings.board_pack.previous_minutes",
    "membership_list": "meetings.board_pack.membership_list",
}
