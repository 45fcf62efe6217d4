"""Make a checkout ready: `.venv/` from the hash-locked requirements, and compiled translations.

Runs on the bare Python ≥ 3.11 of the machine, so with the standard library alone. Does only what is
missing, and starts nothing. With `--for-tests` also what the tests and gates need.
"""

import argparse
import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
# There while pip works: a set-up that was killed half-way begins again with an empty folder.
UNFINISHED = VENV / ".unfinished"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What lays out the text of a PDF, by the names that the dynamic loader and Debian know it.
PANGO_LIBRARIES = ("pango-1.0", "pangoft2-1.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--for-tests", action="store_true")
    for_tests: bool = parser.parse_args().for_tests
    _ensure_venv()
    _install("dev" if for_tests else "base")
    if for_tests:
        _ensure_test_programs()
    elif _lacks_pango() and _may_install():
        _install_system_packages(list(PANGO_PACKAGES), why="orders as PDF need them")
    subprocess.run([str(VENV_PYTHON), "-m", "config.translations"], cwd=CHECKOUT, check=True)


def _ensure_venv() -> None:
    if VENV_PYTHON.exists() and not UNFINISHED.exists() and _works("-m", "pip", "--version"):
        return
    if importlib.util.find_spec("ensurepip") is None:
        _install_system_packages(
            [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"],
            why="this Python cannot make virtual environments",
        )
    print("Making the virtual environment .venv …", flush=True)
    # A process of its own: it also sees an ensurepip that was installed just now.
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def _works(*arguments: str) -> bool:
    try:
        result = subprocess.run([str(VENV_PYTHON), *arguments], capture_output=True, check=False)
    except OSError:  # the Python that it was made from is gone
        return False
    return result.returncode == 0


def _install(name: str) -> None:
    """Install one lock file, unless exactly that is installed. `dev` holds all of `base`."""
    installed = VENV / f".installed-{name}"
    fingerprint = _fingerprint(name)
    if _read(installed) == fingerprint:
        return
    print(f"Installing requirements/{name}.txt …", flush=True)
    UNFINISHED.touch()
    subprocess.run(
        [
            *(str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--no-input", "-r", f"requirements/{name}.txt"),
        ],
        cwd=CHECKOUT,
        check=True,
    )
    installed.write_text(fingerprint)
    if name == "dev":
        (VENV / ".installed-base").write_text(_fingerprint("base"))
    UNFINISHED.unlink()


def _fingerprint(name: str) -> str:
    return hashlib.sha256((CHECKOUT / "requirements" / f"{name}.txt").read_bytes()).hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _ensure_test_programs() -> None:
    """A browser for the journeys, gettext to see that no text lacks a translation, pango for PDF,
    nginx to see that a cache in front keeps nobody's prices.

    Where nothing may be left out, LibreOffice too: it opens the workbooks that we write.
    """
    missing = []
    if not any(shutil.which(name) for name in CHROMIUM_NAMES):
        missing.append("chromium")
    if not shutil.which("xgettext"):
        missing.append("gettext")
    if _lacks_pango():
        missing += PANGO_PACKAGES
    if not shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"):
        missing.append("nginx-light")
    if os.environ.get("ATTEST_REQUIRE_ALL") == "1" and not shutil.which("soffice"):
        missing.append("libreoffice-calc-nogui")
    if missing:
        _install_system_packages(missing, why="the tests need them")


def _lacks_pango() -> bool:
    """Without it the shop runs, and offers no order as a PDF."""
    return not all(map(ctypes.util.find_library, PANGO_LIBRARIES))


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_system_packages(packages: list[str], *, why: str) -> None:
    """As root on Debian and its kin, install; otherwise say what to install, and stop."""
    names = " ".join(packages)
    if not _may_install():
        sys.exit(
            f"Missing: {names} ({why}).\n"
            f"On Debian or Ubuntu: sudo apt-get install {names}\n"
            "Elsewhere: install the same by that system's own means. Then run this again."
        )
    print(f"Installing with apt-get: {names} ({why}) …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=120"]
    for pause in (5, 20, 0):
        update = subprocess.run([*apt, "update"], env=environment, capture_output=True, check=False)
        install = subprocess.run(
            [*apt, "install", "--no-install-recommends", *packages],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if update.returncode == 0 == install.returncode:
            return
        time.sleep(pause)
    sys.exit(f"apt-get could not install {names}:\n{install.stdout[-2000:]}")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"Set-up failed (exit code {error.returncode}): see above.")
    except KeyboardInterrupt:
        sys.exit(130)
