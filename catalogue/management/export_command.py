"""What the export commands share: Excel or CSV by the file's name, and a count."""

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exchange.errors import ExchangeError
from core.exchange.writer import Value, write_csv, write_xlsx


class ExportCommand(ABC, BaseCommand):
    """Writes FILE: Excel when it ends in .xlsx, else CSV with semicolons, in UTF-8."""

    title: str

    @abstractmethod
    def headings(self) -> Sequence[str]: ...

    @abstractmethod
    def rows(self) -> Iterator[Sequence[Value]]: ...

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        self.count = 0
        try:
            if path.suffix.lower() == ".xlsx":
                write_xlsx(
                    path, sheet_title=self.title, headings=self.headings(), rows=self._counted()
                )
            else:
                write_csv(path, headings=self.headings(), rows=self._counted())
        except (ExchangeError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"rows={self.count}")

    def _counted(self) -> Iterator[Sequence[Value]]:
        for row in self.rows():
            self.count += 1
            yield row
