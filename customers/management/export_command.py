"""What the export commands share: Excel or CSV by the file's name, and a count."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exchange.errors import ExchangeError
from core.exports import Export, export_now
from core.models import ExportFormat
from customers.actors import SYSTEM
from customers.selectors.shop import shop_settings


class ExportCommand(BaseCommand):
    """Writes FILE with the whole list: Excel when it ends in .xlsx, else CSV with semicolons."""

    export: Export

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="ends in .xlsx for Excel, else CSV in UTF-8")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        is_excel = path.suffix.lower() == ".xlsx"
        try:
            job = export_now(
                actor=SYSTEM,
                export=type(self).export,
                asked={},
                file_format=ExportFormat.XLSX if is_excel else ExportFormat.CSV,
                currency=shop_settings().currency,
                target=path,
            )
        except (ExchangeError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"rows={job.row_count}")
