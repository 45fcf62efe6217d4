"""What the import commands share: their options, their lines and their exit status."""

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from catalogue.services.import_mapping import MappingRefused, find_mapping, save_mapping
from catalogue.services.imports import FileRefused, ImportOptions, ImportReport, odd_lines
from core.exchange.errors import ExchangeError
from core.exchange.plan import refused_lines
from customers.actors import SYSTEM, Actor


class ImportService(Protocol):
    def __call__(self, *, actor: Actor, file: Path, options: ImportOptions) -> ImportReport: ...


class ImportCommand(BaseCommand):
    """A line for each refused row, last the counts; exit 1 on any refused row unless skipped."""

    service: ImportService
    sheet: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="CSV (also .gz), Excel or OpenDocument")
        parser.add_argument(
            "--mapping",
            default="",
            help="a saved mapping's name or a JSON file; else one that fits the headings is used",
        )
        parser.add_argument("--save-mapping-as", default="", metavar="NAME")
        parser.add_argument(
            "--rate", default="", help="what one unit of the file's currency costs in the shop's"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="load the good rows although some are bad"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asked = ImportOptions(
            mapping=options["mapping"],
            rate=_rate(options["rate"]),
            dry_run=options["dry_run"],
            skip_bad_rows=options["skip_bad_rows"],
        )
        try:
            if options["save_mapping_as"]:
                mapping = find_mapping(asked.mapping, sheet=self.sheet)
                save_mapping(mapping, name=options["save_mapping_as"])
            service = type(self).service
            report = service(actor=SYSTEM, file=Path(options["file"]), options=asked)
        except FileRefused as refused:
            raise CommandError("\n".join(refused.problems)) from refused
        except (ExchangeError, MappingRefused) as refused:
            raise CommandError(str(refused)) from refused
        self._tell(report, asked)

    def _tell(self, report: ImportReport, asked: ImportOptions) -> None:
        for line in (*report.notes, *odd_lines(report.oddities)):
            self.stdout.write(line)
        refused = report.plan.refused()
        for row in refused:
            for line in refused_lines(row):
                self.stdout.write(line)
        if asked.dry_run:
            self.stdout.write(_("A dry run: nothing is written."))
        elif not report.applied:
            self.stdout.write(_("Nothing is written until the refused rows are put right."))
        self.stdout.write(report.plan.summary_line())
        if refused and not asked.skip_bad_rows:
            self.stdout.flush()
            raise SystemExit(1)


def _rate(written: str) -> Decimal | None:
    if not written:
        return None
    try:
        rate = Decimal(written.replace(",", "."))
    except InvalidOperation:
        raise CommandError(_("The rate is not a number.")) from None
    if not rate.is_finite() or rate <= 0:
        raise CommandError(_("The rate is above 0."))
    return rate
