"""Settings that every way of running shares. Values come from the environment, never from code."""

from pathlib import Path

import environ
import pghistory
import pgtrigger
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.document_storage import document_storage
from config.embedded_postgres import settings_url

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

DEBUG = False
DEMO_WORLD = False  # True shows the demo log-ins and the mailbox page.
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "customers.User"

INSTALLED_APPS = [
    "config",
    "core",
    "customers",
    "catalogue",
    "approvals",
    "marketing",
    "orders",
    "shop",
    "adminpanel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "axes",
    "django_countries",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
    "easy_thumbnails",
    "hijack",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "tree_queries",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "core.http.NoNulMiddleware",
    "core.client_address.ClientAddressMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "customers.site_middleware.SiteAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hijack.middleware.HijackUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "customers.middleware.ActorMiddleware",
    "customers.middleware.LanguageMiddleware",
    "customers.site_middleware.SiteVisitMiddleware",
    "customers.middleware.EnrolFirstMiddleware",
    "core.http.PrivatePagesMiddleware",
    "core.audit.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "shop.context.page",
                "adminpanel.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "core.jinja.environment"},
    },
]
FORM_RENDERER = "core.forms.ShopFormRenderer"

DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default=None) or settings_url())}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# Off where a pooler hands out connections by the transaction and keeps no prepared statements.
if env.bool("DATABASE_KEEPS_STATEMENTS", default=True):
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_MINIMUM_LENGTH = max(10, env.int("PASSWORD_MINIMUM_LENGTH", default=12))
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "first_name", "last_name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MINIMUM_LENGTH},
    },
    {"NAME": "customers.password_rules.StaffMinimumLength"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600  # one hour (K-37, C18)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "customers.backends.EmailBackend",
    "customers.backends.SecondStepBackend",
]
LOGIN_URL = "account:login"
LOGIN_REDIRECT_URL = "shop:home"
LOGOUT_REDIRECT_URL = "shop:home"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "customers.backends.tried_name"  # one count in any letter case
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]
# Counted by customers.services.log_in_ceiling, and forgotten every night.
AXES_ENABLE_ACCESS_FAILURE_LOG = True
PROXIES_IN_FRONT = 0  # that add an address to X-Forwarded-For

OTP_WEBAUTHN_HELPER_CLASS = "customers.passkeys.ShopPasskeys"
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False  # a passkey is the second step, after the password
OTP_WEBAUTHN_EXCEPTION_LOGGER_NAME = ""

HIJACK_PERMISSION_CHECK = "customers.acting.may_hijack"
HIJACK_INSERT_BEFORE = None  # our own banner; its template has inline script
HIJACK_LOGOUT_REDIRECT_URL = "/staff/"

PGHISTORY_LEVEL: pgtrigger.Level = pgtrigger.Statement
# History is asked for by thing or by context, never by what else a row pointed to.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history", db_index=True)
PGHISTORY_CONTEXT_FIELD = pghistory.ContextForeignKey(db_index=True)
# auth.W004: unique in any letter case by constraint, which the check cannot see.
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",
    # The site that passkeys belong to is SITE_URL; customers.passkeys reads it from there.
    "otp_webauthn.E010",
    "otp_webauthn.E011",
    "otp_webauthn.E030",
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("sv", _("Swedish")), ("nb", _("Norwegian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("SHOP_TIME_ZONE", default="Europe/Stockholm")
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("screenshots", BASE_DIR / "docs" / "screenshots"),  # of the manuals, for the help pages
]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")))
PRIVATE_MEDIA_ROOT = Path(env.str("PRIVATE_MEDIA_ROOT", default=str(BASE_DIR / "var" / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Spreadsheets in and out: never under a public URL.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None},
    },
    "documents": document_storage(env, PRIVATE_MEDIA_ROOT / "documents"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
THUMBNAIL_ALIASES = {
    "": {
        "card": {"size": (480, 320), "crop": False, "background": "#fff"},
        "thumb": {"size": (112, 112), "crop": False, "background": "#fff"},
        "large": {"size": (1120, 840), "crop": False},
    }
}
# One format for pictures with and without transparency, so that a size has one name.
THUMBNAIL_EXTENSION = "webp"
THUMBNAIL_TRANSPARENCY_EXTENSION = "webp"
THUMBNAIL_SOURCE_GENERATORS = ["catalogue.pictures.first_frame"]

# The worker sends; a page never waits for a mail server.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Attest <shop@example.com>")
# A mail with a link that opens an account is wiped from the outbox once it has gone.
OUTBOX_KEEPS_SECRETS = False
# Password notices and activation mails of an import go no faster than this, over the whole shop.
ATTEST_NOTICES_A_MINUTE = env.int("ATTEST_NOTICES_A_MINUTE", default=120)
# Newsletters go no faster than this either.
ATTEST_LETTERS_A_MINUTE = env.int("ATTEST_LETTERS_A_MINUTE", default=300)
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "customers.models.session"  # knows whose each session is
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.http.csrf_failure"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A cart or a quick order of a thousand lines, each with a few fields; Django takes a thousand.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
IMPORT_FILE_MAX_BYTES = 50 * 1024 * 1024
DOCUMENT_FILE_MAX_BYTES = env.int("DOCUMENT_MAX_MEGABYTES", default=20) * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
