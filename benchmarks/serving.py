"""The two sites that are measured, the shop and the reference page, and what they cost."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

from config.postgres_paths import CHECKOUT

HOST = "shop.example.com"
_START_SECONDS = 180


class NotServed(Exception):
    """A site did not start; the message says why."""


@dataclass(frozen=True)
class Served:
    """A gunicorn that answers on this port."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds that it and its workers have used so far."""
        return cpu_of(self.process)


def cpu_of(process: psutil.Process) -> float:
    """Seconds that a process and its children, also those that have ended, have used so far."""
    total = 0.0
    own = process.cpu_times()
    total += own.user + own.system + own.children_user + own.children_system
    for child in process.children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def database_server() -> psutil.Process | None:
    """PostgreSQL's first process; None when it is on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    try:
        process = psutil.Process(backend).parent()
        return process if process and "postgres" in process.name() else None
    except psutil.Error:
        return None


@contextmanager
def sites(database_url: str, folder: Path) -> Iterator[tuple[Served, Served]]:
    """The shop as in production, and the reference page; both end with the block."""
    shared = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": settings.SECRET_KEY,
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "PRIVATE_MEDIA_ROOT": str(folder / "private"),
    }
    production = shared | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "EMAIL_URL": "dummymail://",
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "BEHIND_PROXY": "1",
    }
    ceiling = shared | {"DJANGO_SETTINGS_MODULE": "benchmarks.ceiling.settings"}
    _collect_static(production)
    with ExitStack() as stack:
        shop = stack.enter_context(_site("config.wsgi", production, "/healthz", folder))
        reference = stack.enter_context(
            _site("benchmarks.ceiling.wsgi", ceiling, "/ceiling/", folder)
        )
        yield shop, reference


@contextmanager
def _site(
    application: str, environment: Mapping[str, str], path: str, folder: Path
) -> Iterator[Served]:
    """gunicorn in a group of its own; a pipe to it ends it should this process be killed."""
    log = folder / f"{application}.log"
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener, log.open("wb") as out:
        number = listener.fileno()
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "-c", "python:benchmarks.gunicorn_site"),
                *("--bind", f"fd://{number}", f"{application}:application"),
            ],
            cwd=CHECKOUT,
            env=_environment(environment),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            pass_fds=[number],
            start_new_session=True,
        )
        try:
            port = int(listener.getsockname()[1])
            _wait_for(process, port, path, log)
            yield Served(port, psutil.Process(process.pid))
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdin is not None
            process.stdin.close()


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
                client.sendall(request)
                if client.recv(100).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise NotServed(log.read_text(errors="replace")[-3000:] or f"{path} did not answer.")


def _collect_static(environment: Mapping[str, str]) -> None:
    """The names with digests that production pages hold."""
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=CHECKOUT,
        env=_environment(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotServed(done.stderr[-3000:])


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "DEMO_WORLD"} | dict(more)
