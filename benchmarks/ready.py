"""Makes Django ready, with the demo's settings and database server. Imported before the rest."""

import os

import django

from config.embedded_postgres import ensure_running

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
ensure_running()
django.setup()
