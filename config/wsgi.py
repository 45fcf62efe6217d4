"""The WSGI door. Production unless told otherwise; refuses undeclared URLs and the demo world."""

import os

from django.core import checks
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# gunicorn runs no system checks of its own, so the door does: an undeclared URL never serves, and
# the demo world's log-ins never open a real site. Without a database there is nothing to serve.
_errors = [
    message
    for message in checks.run_checks(
        tags=["access", checks.Tags.urls, checks.Tags.database], databases=[DEFAULT_DB_ALIAS]
    )
    if message.is_serious()
]
# A process that forks its workers after this must not share one connection among them.
connections.close_all()
if _errors:
    raise SystemCheckError("\n".join(str(message) for message in _errors))
