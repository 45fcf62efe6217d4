"""`manage.py benchmark`: pages, search, cart and orders measured against a reference page."""

import json
import signal
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from benchmarks.figures import as_json, table
from benchmarks.load import ClientFailed
from benchmarks.pages import ALL, Bench, Plan
from benchmarks.scratch import own_database
from benchmarks.serving import NotServed, database_server, sites
from benchmarks.texts import Texts
from benchmarks.world import Size, fill


class Command(BaseCommand):
    help = (
        "Fill a scratch database with a catalogue of any size, serve it as in production beside a "
        "reference page, and measure both. The shop's own database is not touched."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--products", type=int, default=20_000)
        parser.add_argument("--json", type=Path, help="write the figures to this file")
        parser.add_argument("--seconds", type=float, default=4, help="of each round (4)")
        parser.add_argument("--rounds", type=int, default=5, help="of each page (5)")
        parser.add_argument("--clients", type=int, default=4, help="at the same time (4)")
        parser.add_argument("--pages", default=",".join(ALL), help="only these, by comma")
        parser.add_argument(
            "--keep", action="store_true", help="leave the database for the next run to use again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("With DEBUG the figures would mean nothing.")
        signal.signal(signal.SIGTERM, _interrupt)
        plan = Plan(
            seconds=options["seconds"],
            rounds=options["rounds"],
            clients=options["clients"],
            pages=_chosen(options["pages"]),
        )
        size = Size(options["products"])
        try:
            figures = self._measure(size, plan, keep=options["keep"])
        except (ClientFailed, NotServed) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(table(figures)))
        if options["json"]:
            options["json"].write_text(json.dumps(as_json(figures), indent=2) + "\n")

    def _measure(self, size: Size, plan: Plan, *, keep: bool) -> Any:
        name = f"attest_benchmark_{size.products}"
        with (
            tempfile.TemporaryDirectory(prefix="attest-benchmark-") as folder,
            own_database(name, recipe=size.recipe, keep=keep) as scratch,
        ):
            if scratch.recipe != size.recipe:
                self.stdout.write(f"Filling {name}")
                fill(size, Texts.find(), self._say)
                scratch.remember(size.recipe)
            # WhiteNoise wants the folder there, also for the counting in this process.
            Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
            with sites(scratch.url, Path(folder)) as (shop, ceiling):
                self.stdout.write("Measuring")
                return Bench(shop, ceiling, database_server(), plan, self._say).measure()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _chosen(names: str) -> list[str]:
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := set(chosen) - set(ALL):
        raise CommandError(
            f"No such page: {', '.join(sorted(unknown))}. There are {', '.join(ALL)}."
        )
    return chosen


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
