"""The WSGI door. Production unless told otherwise; refuses to serve a URL that nobody declared."""

import os

from django.core import checks
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# gunicorn runs no system checks of its own, so the door does: an undeclared URL never serves.
_errors = [
    message
    for message in checks.run_checks(tags=["access", checks.Tags.urls])
    if message.is_serious()
]
if _errors:
    raise SystemCheckError("\n".join(str(message) for message in _errors))
