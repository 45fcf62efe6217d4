"""The demo and development: everything on this machine, mail kept in the mailbox page."""

import secrets

from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, STORAGES, env

DEMO_WORLD = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """A secret of this checkout's own, made at the first start: no two demos share one."""
    path = BASE_DIR / "var" / "secret_key"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default=None) or _secret_key()
# The mailbox page shows what was sent; nothing leaves the machine.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
OUTBOX_KEEPS_SECRETS = True  # the mailbox page is the only place where anybody gets them
# WhiteNoise finds files where they lie, so a changed style sheet needs no collectstatic.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")
