#!/usr/bin/env python
"""Django's command line. Starts the embedded PostgreSQL first when no DATABASE_URL is given."""

import os
import sys

from django.core.management import execute_from_command_line

from config.embedded_postgres import ensure_running


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    if os.environ["DJANGO_SETTINGS_MODULE"] != "config.settings.production":
        ensure_running()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
