"""Real processes for the set-up tests, each with a private database folder that nobody shares."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from config.postgres_paths import CHECKOUT

PATIENCE_SECONDS = 90  # a loaded machine with two cores is slow, not wrong

USER_OF_THE_SERVER = """
import sys
from config import embedded_postgres
embedded_postgres.ensure_running()
print("ready", flush=True)
sys.stdin.read()
"""


class Home:
    """A private data folder and everything that runs on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "ATTEST_POSTGRES_FAST", "DJANGO_SETTINGS_MODULE"}
        }
        self.environment = inherited | {"ATTEST_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}

    @property
    def data(self) -> Path:
        return next(path for path in self.folder.glob("postgres-*") if path.is_dir())

    def start_user(self) -> subprocess.Popen[str]:
        """A process that wants the server up and then only waits."""
        return subprocess.Popen(
            [sys.executable, "-c", USER_OF_THE_SERVER],
            cwd=CHECKOUT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, code: str) -> str:
        """Run Python in a process of its own on this home; fail with what it said."""
        result = subprocess.run(
            [sys.executable, "-c", code],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout.strip()

    def sql(self, statement: str) -> str:
        return self.run(
            "import psycopg\nfrom config import embedded_postgres as server\n"
            "server.ensure_running()\n"
            "with psycopg.connect(server.settings_url(), autocommit=True) as connection:\n"
            f"    cursor = connection.execute({statement!r})\n"
            "    print(cursor.fetchone()[0] if cursor.description else '')"
        )

    def processes(self) -> list[psutil.Process]:
        """Every live process of this home: servers by working folder, others by environment."""
        return [process for process in psutil.process_iter() if self._owns(process)]

    def _owns(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            if process.name().startswith("postgres"):
                return Path(process.cwd()).is_relative_to(self.folder)
            return process.environ().get("ATTEST_DATA_DIR") == str(self.folder)
        except psutil.Error:
            return False

    def postmaster(self) -> psutil.Process:
        pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        return psutil.Process(pid)

    def watchers(self) -> list[psutil.Process]:
        return self.with_argument("postgres_watcher.py")

    def with_argument(self, text: str) -> list[psutil.Process]:
        found = []
        for process in self.processes():
            try:
                if text in " ".join(process.cmdline()):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def clear(self) -> None:
        """End whatever a failed test left, so that it fails alone."""
        for process in self.processes():
            kill(process)
        wait_until(self.is_empty)

    def is_empty(self) -> bool:
        return not self.processes()


@contextmanager
def private_home(name: str = "attest-test") -> Iterator[Home]:
    """A folder that the user nobody can reach too: root's temporary folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir="/var/tmp")).resolve()
    folder.chmod(0o755)
    home = Home(folder)
    try:
        yield home
    finally:
        home.clear()
        shutil.rmtree(folder)


def kill(process: psutil.Process | subprocess.Popen[str]) -> None:
    try:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    except (ProcessLookupError, psutil.Error):
        pass


def wait_until(claim: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, f"not true within {seconds} s"
        time.sleep(0.15)


def wait_for_line(process: subprocess.Popen[str], text: str) -> list[str]:
    """The lines up to the one that contains `text`."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return lines
    raise AssertionError("ended without saying it:\n" + "".join(lines))
