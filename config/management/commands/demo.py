"""`manage.py demo`: prepare what is missing, then serve site and worker until told to stop."""

import http.client
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config import embedded_postgres
from config.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from config.postgres_paths import CHECKOUT
from config.supervisor import Child, Supervisor

ANSWER_SECONDS = 90
PREPARING = 4_287_001  # the advisory lock of whoever migrates and seeds


class Command(BaseCommand):
    help = (
        "Prepare the database and the demo world where they are missing, then serve site and "
        "worker. The port is PORT in the environment, or 8000."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument(
            "--check", action="store_true", help="fetch the front page, stop everything, exit"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_WORLD:
            raise CommandError("The demo runs with the demo settings only.")
        host: str = options["host"]
        signal.signal(signal.SIGTERM, _interrupt)
        signal.signal(signal.SIGINT, _interrupt)
        listener = _listen(host, _port())
        try:
            self._prepare()
            self._serve(listener, only_check=options["check"])
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")
        finally:
            _ignore_further_signals()
            listener.close()
            connection.close()
            if embedded_postgres.is_needed() and not embedded_postgres.stop():
                self.stdout.write("The database stays up: another process of Attest uses it.")

    def _prepare(self) -> None:
        """Bring the database to where the demo can start; quick when it already is."""
        embedded_postgres.ensure_running()
        # WhiteNoise wants the folder there, also when nothing was collected into it.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                self.stdout.write("Preparing the database …")
                call_command("migrate", interactive=False, verbosity=0)
            call_command("seed_demo", stdout=self.stdout)
        finally:
            connection.close()  # gives the advisory lock back

    def _serve(self, listener: socket.socket, *, only_check: bool) -> None:
        parent = os.getppid()  # before anything is said, so that nobody can end it unseen
        host, port = listener.getsockname()[:2]
        supervisor = Supervisor(
            children=_children(listener),
            folder=CHECKOUT,
            environment=os.environ
            | {"DJANGO_SETTINGS_MODULE": "config.settings.demo", "PORT": str(port)},
            say=lambda line: self.stdout.write(line),
        )
        try:
            status = self._wait_for_front_page(supervisor, host, port)
            if only_check:
                if status != 200:
                    raise CommandError(f"The front page answered {status or 'nothing'}.")
                self.stdout.write(f"The front page at http://localhost:{port} answers.")
                return
            self._welcome(port, status)
            while os.getppid() == parent or not _ends_with_parent():
                self._tend(supervisor)
                time.sleep(0.25)
        finally:
            _ignore_further_signals()
            supervisor.stop()

    def _tend(self, supervisor: Supervisor) -> None:
        supervisor.tend()
        try:
            embedded_postgres.ensure_running()
        except embedded_postgres.EmbeddedPostgresError as error:
            self.stderr.write(str(error))

    def _wait_for_front_page(self, supervisor: Supervisor, host: str, port: int) -> int | None:
        """The front page's status, or None when nothing answered in time."""
        status = None
        deadline = time.monotonic() + ANSWER_SECONDS
        while status is None and time.monotonic() < deadline:
            self._tend(supervisor)
            status = _front_page_status(host, port)
        return status

    def _welcome(self, port: int, status: int | None) -> None:
        if status != 200:
            self.stderr.write(f"The front page answers {status or 'nothing'}: see above.")
        width = max(len(email) for email, _role in DEMO_LOGINS)
        lines = [
            "",
            f"Attest is at http://localhost:{port}",
            "",
            f"Log in with the password {DEMO_PASSWORD} as",
            *(f"  {email:<{width}}  {role}" for email, role in DEMO_LOGINS),
            "",
            "Ctrl-C stops everything.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _children(listener: socket.socket) -> list[Child]:
    python = sys.executable
    site = [python, "-m", "gunicorn", "-c", "python:config.gunicorn_demo"]
    return [
        Child(
            name="site",
            command=[*site, "--bind", f"fd://{listener.fileno()}"],
            keep_open=[listener.fileno()],
        ),
        Child(name="worker", command=[python, "-m", "config.demo_worker"]),
    ]


def _ends_with_parent() -> bool:
    """Started by `make demo`: a killed make must not leave a demo that nobody sees."""
    return os.environ.get("ATTEST_ENDS_WITH_PARENT") == "1"


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or int(text) > 65535:
        raise CommandError(f"PORT must be a number from 0 to 65535, not {text!r}.")
    return int(text)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port first: the children inherit it, so a restart of the site never loses it."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise CommandError(
            f"Port {port} on {host} cannot be used ({error.strerror}). If another demo is running, "
            f"stop it, or choose another port: PORT={port + 1} make demo"
        ) from None


def _front_page_status(host: str, port: int) -> int | None:
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - reads only
    client = http.client.HTTPConnection(address, port, timeout=5)
    try:
        client.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return client.getresponse().status
    except OSError:
        return None
    except http.client.HTTPException:
        return None
    finally:
        client.close()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _ignore_further_signals() -> None:
    """While ending, an impatient second Ctrl-C must not leave half of it behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
