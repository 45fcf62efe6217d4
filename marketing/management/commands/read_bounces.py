"""`manage.py read_bounces [FILE|FOLDER|-]`: what the mail server says has come back."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketing.bounce_reports import MOST_BYTES
from marketing.services.bounces import read_bounces

MOST_MESSAGES = 10_000  # of a folder in one run; the next run goes on


class Command(BaseCommand):
    help = (
        "Reads a delivery report from a file or from standard input (-), or every new one of a"
        " maildir, whose messages are then moved from new/ to cur/."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="?", default="-")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(read_bounces(_messages(options["source"]))))


def _messages(source: str) -> Iterator[bytes]:
    if source == "-":
        yield sys.stdin.buffer.read(MOST_BYTES)
        while sys.stdin.buffer.read(MOST_BYTES):  # a pipe that is not emptied would break
            pass
        return
    path = Path(source)
    if path.is_dir():
        yield from _of_maildir(path)
    elif path.is_file():
        yield _head(path)
    else:
        raise CommandError(f"There is no file or folder {source}.")


def _of_maildir(folder: Path) -> Iterator[bytes]:
    new, seen = folder / "new", folder / "cur"
    if not new.is_dir():
        raise CommandError(f"{folder} is no maildir: it has no folder new.")
    seen.mkdir(exist_ok=True)
    for number, path in enumerate(sorted(new.iterdir())):
        if number >= MOST_MESSAGES:
            return
        if path.is_symlink() or not path.is_file():
            continue
        yield _head(path)
        path.rename(seen / f"{path.name}:2,S")  # after it was noted: killed before, it comes again


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)
