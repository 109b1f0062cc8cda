"""The Django settings: read once from the environment, the same for every process of a server.

Nothing here differs between a developer's machine and a bank's, except what `solvable.settings` says.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.web.database import read_database
from solvable.web.single_sign_on.project import read_single_sign_on

_machine = read_settings()
_sso = read_single_sign_on(_machine)

# Without a key nothing can sign a session; `solvable.web.wsgi` refuses to serve then and says how to make one.
SECRET_KEY = _machine.secret_key
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in _machine.hosts.split(",") if host.strip()]
ROOT_URLCONF = "solvable.web.urls"
PORTFOLIO = "solvable.portfolios.home_credit.home_credit"
SCORING_SERVICE = "solvable.web.services.open_from_workspace"
# Whether a server looks every other second what serves, and takes it up.
KEEPS_UP = True
WORKSPACE = _machine.workspace
CONFIG = _machine.config

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *_sso.apps,
    "csp",
    "ninja",
    "solvable.web.journal",
    "solvable.web.api",
    "solvable.web.desk",
]

MIDDLEWARE = [
    "solvable.web.answers.with_request_id",
    "solvable.web.services.one_for_each_request",
    "solvable.web.answers.limited_in_browsers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "solvable.web.people_only.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "solvable.web.answers.never_stored",
    "solvable.web.api.problems.as_problem_documents",
    "solvable.web.people_only.sessions",
    "solvable.web.desk.language.in_chosen_language",
    "solvable.web.api.health.UnderOurNames",
    "django.middleware.csrf.CsrfViewMiddleware",
    "solvable.web.people_only.people",
    "solvable.web.gate.Gate",
    "solvable.web.api.limits.BodyLimits",
    *_sso.middleware,
    "solvable.web.people_only.messages",
    "solvable.web.desk.errors.DeskErrorsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "solvable.web.desk.home.frame",
            ],
        },
    }
]

DATABASES = {"default": read_database(_machine.database_url, embedded=Workspace(_machine.workspace).journal)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "journal.Person"
AUTHENTICATION_BACKENDS = ["solvable.web.journal.people.PeopleWithARole"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "desk:login"
LOGOUT_REDIRECT_URL = "desk:login"

ACCESSIBILITY_CONTACT = _machine.accessibility_contact

HAS_SINGLE_SIGN_ON = bool(_sso.apps)
globals().update(_sso.settings)

# Of forms and of what programs send; `solvable.web.api.limits` tells programs.
DATA_UPLOAD_MAX_MEMORY_SIZE = _machine.body_mb * 1024 * 1024

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# `solvable.web.prepare` collects the files into the workspace, under names that carry their checksum.
STATIC_URL = "/static/"
STATIC_ROOT: Path = _machine.workspace / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = False

# A session ends with the browser, after a while without a click, and after a working day however busy it was.
SESSION_COOKIE_AGE = _machine.idle_minutes * 60
SESSION_LONGEST_S = _machine.session_hours * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _machine.behind_tls
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "solvable.web.desk.errors.form_expired"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _machine.behind_tls else 0
# The proxy that ends TLS says so in this header, and must drop it from what clients send.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _machine.behind_tls else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF, *_sso.form_targets],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "solvable.web.logs.DiscreetLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "solvable": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
