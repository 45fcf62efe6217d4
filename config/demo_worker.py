"""The demo's background worker: the ordinary one, tied to the demo's life."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

from config.embedded_postgres import ensure_running
from config.lifeline import end_with_parent


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    ensure_running()
    end_with_parent(signal.SIGTERM)
    execute_from_command_line([sys.argv[0], "worker"])


if __name__ == "__main__":
    main()
