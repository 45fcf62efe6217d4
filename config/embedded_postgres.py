"""The embedded PostgreSQL for when `DATABASE_URL` is unset: kept up, and stopped.

For demo, development and tests only. Called by entry points (`manage.py`, the tests' conftest),
never by an import of settings, which need only `settings_url()`.

Every process that calls `ensure_running()` holds a shared lock until it ends. A detached watcher
waits for the exclusive lock and then stops the server, so nothing is left behind even when every
user was killed. *Running* means that a connection is answered, not that a file names a process.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from psycopg import pq

from config.postgres_paths import ROOTS_HOME, Paths, embedded_paths
from config.postgres_server import (
    EmbeddedPostgresError,
    bring_up,
    ping,
    postmaster_lives,
    server_user,
    stop_command,
    stop_server,
)

__all__ = [
    "EmbeddedPostgresError",
    "ensure_running",
    "is_needed",
    "server_program",
    "settings_url",
    "stop",
]

WATCHER = Path(__file__).with_name("postgres_watcher.py")

# The users' lock of this process, by the server's home folder. Never closed but by `stop()`.
_held: dict[Path, int] = {}


def settings_url() -> str:
    """The address of this checkout's server, from paths alone; nothing is started."""
    return embedded_paths().url


def is_needed() -> bool:
    """Whether this process uses the embedded server at all."""
    return not os.environ.get("DATABASE_URL")


def ensure_running() -> None:
    """Start the server if it does not answer, and keep it up for as long as this process lives.

    Does nothing when `DATABASE_URL` is set. Takes a few milliseconds when the server is up.
    """
    if not is_needed():
        return
    paths = embedded_paths()
    _make_home(paths)
    if paths.home not in _held:
        _held[paths.home] = _lock(paths.users_lock, fcntl.LOCK_SH)
    start_lock = _lock(paths.start_lock, fcntl.LOCK_EX)
    try:
        if ping(paths) != pq.Ping.OK:
            bring_up(paths)
        _ensure_watcher(paths)
    finally:
        os.close(start_lock)


def stop() -> bool:
    """Let go of the server, and stop it unless another process uses it. True when it is down."""
    paths = embedded_paths()
    held = _held.pop(paths.home, None)
    if held is not None:
        os.close(held)
    if not paths.users_lock.exists():
        return True
    # Either this process or the watcher gets the exclusive lock. When neither does within a
    # moment, somebody else is using the server.
    patience = time.monotonic() + 2
    while time.monotonic() < patience:
        try:
            users_lock = _lock(paths.users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if ping(paths) != pq.Ping.OK and not postmaster_lives(paths):
                return True
            time.sleep(0.05)
            continue
        try:
            stop_server(paths)
        finally:
            os.close(users_lock)
        return True
    return not postmaster_lives(paths)


def server_program(name: str) -> Path:
    """The path of one of the server's own programs, such as `pg_dump`."""
    return embedded_paths().binaries / name


def _make_home(paths: Paths) -> None:
    if paths.home.exists():
        return
    paths.home.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not paths.home.is_relative_to(ROOTS_HOME):
        return
    # /var/tmp is everybody's: a folder that somebody else laid there first is not used.
    if ROOTS_HOME.is_symlink() or ROOTS_HOME.stat().st_uid != 0:
        raise EmbeddedPostgresError(
            f"{ROOTS_HOME} does not belong to root. Remove it, or set ATTEST_DATA_DIR to a "
            "folder that the user nobody can reach."
        )


def _lock(path: Path, kind: int) -> int:
    """Open and lock; the lock lives as long as the descriptor, which no other program inherits."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _ensure_watcher(paths: Paths) -> None:
    try:
        watcher_lock = _lock(paths.watcher_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # there is one: it has the lock
    user = server_user(paths)
    arguments = {
        "users_lock": str(paths.users_lock),
        "stop_command": stop_command(paths, mode="fast"),
        "user": user.pw_uid if user else None,
        "group": user.pw_gid if user else None,
    }
    try:
        subprocess.run(
            [sys.executable, "-I", "-S", str(WATCHER), json.dumps(arguments)],
            stdin=watcher_lock,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            check=True,
        )
    finally:
        os.close(watcher_lock)
