"""gunicorn as it is measured: two workers of four threads, and nothing that outlives the run."""

import signal

from config.lifeline import end_with_parent

workers = 2
worker_class = "gthread"
threads = 4
graceful_timeout = 2
loglevel = "warning"
control_socket_disable = True


def on_starting(server: object) -> None:
    end_with_parent(signal.SIGQUIT)


def post_fork(server: object, worker: object) -> None:
    end_with_parent(signal.SIGQUIT)
