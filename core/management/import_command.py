"""What the import commands share: their options, their lines and their exit status."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from core.audit import Doer
from core.exchange.errors import ExchangeError
from core.exchange.plan import refused_lines
from core.imports.contract import Importer, ImportRefused, PlanChanged
from core.imports.mappings import MappingRefused, find_mapping
from core.imports.now import Outcome, import_now


class ImportCommand(BaseCommand):
    """A line for each refused row, last the counts; exit 1 on any refused row unless skipped.

    The same engine as the back office's pages; what was applied can be undone there.
    """

    importer: ClassVar[type[Importer[Any]]]
    doer: ClassVar[Doer]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".xlsx, .xls, .ods or .csv (also .gz)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="apply the rows that are not refused"
        )
        parser.add_argument(
            "--mapping",
            default="",
            metavar="NAME",
            help="a saved column mapping's name, or a JSON file; else the headings decide",
        )

    def chosen(self, options: dict[str, Any]) -> dict[str, Any]:
        """The importer's options, from the command's. CommandError when they make no sense."""
        if not options["mapping"]:
            return {}
        name = self.importer(self.doer).sheet().name
        try:
            shipped = self.importer.shipped_mappings
            found = find_mapping(options["mapping"], sheet=name, shipped=shipped)
        except MappingRefused as refused:
            raise CommandError(str(refused)) from refused
        return {"mapping": found.to_json()}

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            outcome = import_now(
                actor=self.doer,
                make=self.importer,
                path=options["file"],
                options=self.chosen(options),
                dry_run=options["dry_run"],
                skip_bad_rows=options["skip_bad_rows"],
            )
        except (ExchangeError, ImportRefused) as error:
            raise CommandError(str(error)) from error
        except (PlanChanged, IntegrityError) as error:
            raise CommandError(
                "Somebody changed the same rows meanwhile. Nothing was written; run it again."
            ) from error
        self._tell(outcome)
        if outcome.refused and not options["skip_bad_rows"]:
            self.stdout.flush()
            raise SystemExit(1)

    def said_of(self, outcome: Outcome) -> Iterable[str]:
        """Lines between the refused rows and the counts."""
        return ()

    def _tell(self, outcome: Outcome) -> None:
        for note in outcome.notes:
            self.stdout.write(note)
        for row in outcome.refused:
            for line in refused_lines(row):
                self.stdout.write(line)
        for line in self.said_of(outcome):
            self.stdout.write(line)
        self.stdout.write(outcome.counts.summary_line())
