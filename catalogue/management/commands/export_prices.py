"""manage.py export_prices FILE: a sheet that import_prices takes back."""

from collections.abc import Iterator, Sequence

from catalogue.management.export_command import ExportCommand
from catalogue.selectors.exports import price_headings, price_rows
from core.exchange.writer import Value


class Command(ExportCommand):
    help = "Writes prices to Excel or CSV, as import_prices reads them."
    title = "Prices"

    def headings(self) -> Sequence[str]:
        return price_headings()

    def rows(self) -> Iterator[Sequence[Value]]:
        return price_rows()
