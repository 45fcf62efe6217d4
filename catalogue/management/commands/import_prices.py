"""`manage.py import_prices FILE`: price rows from CSV or Excel."""

from catalogue.management.import_command import GoodsImportCommand
from catalogue.services.import_prices import PriceImport


class Command(GoodsImportCommand):
    help = "Loads price rows from a spreadsheet; a changed price ends the one before it."
    importer = PriceImport
