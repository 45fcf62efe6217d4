"""gunicorn in the demo: two workers, and nothing that outlives the demo."""

import os
import signal

from config.embedded_postgres import ensure_running
from config.lifeline import end_with_parent

wsgi_app = "config.wsgi:application"
workers = 2
worker_class = "gthread"
threads = 4
graceful_timeout = 3
loglevel = "warning"
control_socket_disable = True


def on_starting(server: object) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    ensure_running()
    end_with_parent(signal.SIGQUIT)


def post_fork(server: object, worker: object) -> None:
    end_with_parent(signal.SIGQUIT)
