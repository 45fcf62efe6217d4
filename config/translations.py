"""The translations as files: compile them, and name every text that lacks one.

Run as a module it compiles what is older than its source. polib does the work, so that nobody needs
the gettext programs to run the shop.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

CHECKOUT = Path(__file__).resolve().parent.parent
LOCALE = CHECKOUT / "locale"
LANGUAGES = ("sv", "nb")
NOT_SOURCE = {"tests", "benchmarks", "static", "docs", "var", "locale", "node_modules"}


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Write each `.mo` that is missing or older than its `.po`; answer which were written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # One rename, so that a killed set-up or a second one beside it never leaves half a file.
        new = target.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(new))
        new.replace(target)
        written.append(target)
    return written


def problems(locale: Path = LOCALE, *, wanted: set[str] | None = None) -> list[str]:
    """What keeps the translations from being complete, a line each; empty when they are.

    `wanted` are the texts that the source holds, when it was read for them.
    """
    found = []
    for language in LANGUAGES:
        path = locale / language / "LC_MESSAGES" / "django.po"
        if not path.exists():
            found.append(f"{language}: there is no {path.name}")
            continue
        catalogue = polib.pofile(str(path))
        entries = [entry for entry in catalogue if not entry.obsolete]
        for entry in entries:
            if entry.fuzzy:
                found.append(f"{language}: fuzzy: {entry.msgid!r}")
            elif not entry.translated():
                found.append(f"{language}: not translated: {entry.msgid!r}")
        known = {entry.msgid for entry in entries}
        found += [f"{language}: missing: {text!r}" for text in sorted((wanted or set()) - known)]
    return found


def extracted_texts(checkout: Path = CHECKOUT) -> set[str]:
    """Every text marked for translation in the source; needs the gettext programs.

    Django's own extraction, on a copy: it must neither change the catalogues nor read tests.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "source"
        for path in sorted(checkout.iterdir()):
            if path.is_dir() and path.name not in NOT_SOURCE and not path.name.startswith("."):
                shutil.copytree(path, copy / path.name, ignore=shutil.ignore_patterns("*.pyc"))
        (copy / "locale").mkdir(parents=True)
        result = subprocess.run(
            [
                *(sys.executable, "-m", "django", "makemessages", "-l", LANGUAGES[0]),
                *("--keep-pot", "-e", "html,txt,py,jinja"),
            ],
            cwd=copy,
            # Without settings it needs none of the project's modules, and finds only this copy.
            env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise RuntimeError(f"makemessages failed:\n{result.stdout}{result.stderr}")
        return {entry.msgid for entry in polib.pofile(str(copy / "locale/django.pot"))}


if __name__ == "__main__":
    compile_all()
