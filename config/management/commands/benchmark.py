"""`manage.py benchmark`: pages, search, cart and orders measured against a reference page."""

import json
import signal
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from benchmarks import back_office, import_products, import_users, looks
from benchmarks.back_office_size import CUSTOMERS
from benchmarks.counting import WrongAnswer
from benchmarks.derived import NotAsStored
from benchmarks.load import ClientFailed
from benchmarks.pages import ALL, Plan
from benchmarks.run import as_json, measure, report
from benchmarks.serving import NotServed
from benchmarks.world import Size

_IMPORTED_USERS, _IMPORTED_PRODUCTS = 100_000, 200_000


class Command(BaseCommand):
    help = (
        "Fill a scratch database with a catalogue of any size, serve it as in production beside a "
        "reference page, and measure both. The shop's own database is not touched."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--products", default="20000", help="how many; several by comma, the smallest first"
        )
        parser.add_argument("--json", type=Path, help="write the figures to this file")
        parser.add_argument("--seconds", type=float, default=4, help="of each round (4)")
        parser.add_argument("--rounds", type=int, default=5, help="of each page (5)")
        parser.add_argument("--clients", type=int, default=4, help="at the same time (4)")
        parser.add_argument("--pages", default=",".join(ALL), help="only these, by comma")
        parser.add_argument(
            "--no-answers", action="store_true", help="only pages, no single answers"
        )
        parser.add_argument(
            "--keep", action="store_true", help="leave the database for the next run to use again"
        )
        parser.add_argument(
            "--imports",
            action="store_true",
            help=f"then import {_IMPORTED_USERS} users and {_IMPORTED_PRODUCTS} products",
        )
        parser.add_argument(
            "--back-office",
            action="store_true",
            help="instead: the lists, searches and cards of the back office, and how they grow",
        )
        parser.add_argument(
            "--looks",
            action="store_true",
            help="instead: the storefront in a customer's own look beside the shop's own",
        )
        parser.add_argument(
            "--customers",
            type=int,
            default=CUSTOMERS,
            help=f"of the back office, with 5 users and 50 orders each ({CUSTOMERS})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("With DEBUG the figures would mean nothing.")
        signal.signal(signal.SIGTERM, _interrupt)
        signal.signal(signal.SIGINT, _interrupt)
        if options["back_office"]:
            self._measure_back_office(options)
            return
        if options["looks"]:
            self._measure_looks(options)
            return
        plan = Plan(
            seconds=options["seconds"],
            rounds=options["rounds"],
            clients=options["clients"],
            pages=_chosen(options["pages"]),
            asks=not options["no_answers"],
        )
        sizes = [Size(products) for products in _numbers(options["products"])]
        try:
            measured = [measure(size, plan, keep=options["keep"], say=self._say) for size in sizes]
        except (ClientFailed, NotServed, NotAsStored, WrongAnswer) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing is left running.", returncode=130) from None
        self.stdout.write("\n".join(report(measured)))
        if options["json"]:
            options["json"].write_text(json.dumps(as_json(measured), indent=2) + "\n")
        if options["imports"]:
            import_users.main(_IMPORTED_USERS)
            import_products.main(_IMPORTED_PRODUCTS)

    def _measure_back_office(self, options: dict[str, Any]) -> None:
        if options["customers"] <= back_office.SMALLEST:
            raise CommandError(f"--customers is a number above {back_office.SMALLEST}.")
        try:
            grown = back_office.measure(options["customers"], keep=options["keep"], say=self._say)
        except WrongAnswer as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing is left running.", returncode=130) from None
        self.stdout.write("\n".join(back_office.report(grown)))
        if options["json"]:
            options["json"].write_text(json.dumps(back_office.as_json(grown), indent=2) + "\n")

    def _measure_looks(self, options: dict[str, Any]) -> None:
        products = _numbers(options["products"])[0]
        try:
            looked = looks.measure(products, keep=options["keep"], say=self._say)
        except WrongAnswer as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing is left running.", returncode=130) from None
        self.stdout.write("\n".join(looks.report(looked)))
        if options["json"]:
            options["json"].write_text(json.dumps(looks.as_json(looked), indent=2) + "\n")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _numbers(text: str) -> list[int]:
    numbers = [part.strip() for part in text.split(",")]
    if not all(number.isdecimal() and int(number) >= 200 for number in numbers):
        raise CommandError("--products is a number from 200, or several with commas between.")
    return [int(number) for number in numbers]


def _chosen(names: str) -> list[str]:
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := set(chosen) - set(ALL):
        raise CommandError(
            f"No such page: {', '.join(sorted(unknown))}. There are {', '.join(ALL)}."
        )
    return chosen


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Once; a second Ctrl-C must not leave half of it behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt
