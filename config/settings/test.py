"""Tests: like the demo, with cheap hashing, mail in memory and files in a folder of their own."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("ATTEST_POSTGRES_FAST", "1")  # before base.py reads where the server is

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, STORAGES, env

SECRET_KEY = "tests-only-" + "k3Jx" * 12
DEMO_WORLD = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE_NAME", default="test_attest")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["tests.hashers.FastArgon2"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
_files = Path(tempfile.mkdtemp(prefix="attest-tests-"))
MEDIA_ROOT = _files / "media"
PRIVATE_MEDIA_ROOT = _files / "private"
STATIC_ROOT = _files / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns of a folder that is not there
STORAGES = STORAGES | {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None},
    },
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _files / "documents", "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = False
SITE_URL = "http://testserver"
