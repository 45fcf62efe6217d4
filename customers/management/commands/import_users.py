"""`manage.py import_users FILE`: the same planner and applier as the back office's page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exchange.errors import ExchangeError
from core.exchange.plan import Plan, refused_lines
from core.imports import ImportRefused
from customers.actors import SYSTEM
from customers.periods import Recurrence
from customers.services.import_users import apply_user_file, plan_user_file
from customers.user_import.facts import Options


class Command(BaseCommand):
    help = "Reads users, memberships, roles, chains and purchase limits from a spreadsheet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".xlsx, .xls, .ods or .csv (also .gz)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="apply the rows that are not refused"
        )
        parser.add_argument(
            "--send-activation", action="store_true", help="mail new people an activation link"
        )
        parser.add_argument(
            "--customer", default="", metavar="NUMBER", help="for a file without customer numbers"
        )
        parser.add_argument(
            "--limit-renewed",
            default="",
            choices=Recurrence.values,
            help="how new purchase limits without dates are renewed, from the first of this month",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        chosen = Options(
            send_activation=options["send_activation"],
            customer_number=options["customer"],
            limit_renewed=options["limit_renewed"],
        )
        path: Path = options["file"]
        try:
            plan = plan_user_file(path=path, options=chosen).plan
            goes_ahead = options["skip_bad_rows"] or not plan.counts().refused
            if not options["dry_run"] and goes_ahead and plan.counts().writes:
                plan = apply_user_file(
                    actor=SYSTEM,
                    path=path,
                    options=chosen,
                    skip_bad_rows=options["skip_bad_rows"],
                )
        except (ExchangeError, ImportRefused) as error:
            raise CommandError(str(error)) from error
        self._tell(plan)
        if not goes_ahead:
            raise SystemExit(1)

    def _tell(self, plan: Plan) -> None:
        for row in plan.refused():
            for line in refused_lines(row):
                self.stdout.write(line)
        self.stdout.write(plan.summary_line())
