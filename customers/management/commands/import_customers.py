"""`manage.py import_customers FILE`: the same planner and applier as the back office's page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exchange.errors import ExchangeError
from core.exchange.plan import refused_lines
from core.imports import ImportRefused
from customers.actors import SYSTEM
from customers.services.import_customers import apply_customer_file, plan_customer_file


class Command(BaseCommand):
    help = "Reads customers, their groups and terms from a spreadsheet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".xlsx, .xls, .ods or .csv (also .gz)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="apply the rows that are not refused"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        skip: bool = options["skip_bad_rows"]
        try:
            plan = plan_customer_file(path=path).plan
            goes_ahead = skip or not plan.counts().refused
            if not options["dry_run"] and goes_ahead and plan.counts().writes:
                plan = apply_customer_file(actor=SYSTEM, path=path, skip_bad_rows=skip)
        except (ExchangeError, ImportRefused) as error:
            raise CommandError(str(error)) from error
        for row in plan.refused():
            for line in refused_lines(row):
                self.stdout.write(line)
        self.stdout.write(plan.summary_line())
        if not goes_ahead:
            raise SystemExit(1)
