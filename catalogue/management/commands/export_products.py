"""manage.py export_products FILE: a sheet that import_products takes back."""

from collections.abc import Iterator, Sequence

from catalogue.management.export_command import ExportCommand
from catalogue.selectors.exports import product_headings, product_rows
from core.exchange.writer import Value


class Command(ExportCommand):
    help = "Writes products to Excel or CSV, as import_products reads them."
    title = "Products"

    def headings(self) -> Sequence[str]:
        return product_headings()

    def rows(self) -> Iterator[Sequence[Value]]:
        return product_rows()
