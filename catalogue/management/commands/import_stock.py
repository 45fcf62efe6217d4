"""`manage.py import_stock FILE`: stock from CSV or Excel."""

from catalogue.management.import_command import GoodsImportCommand
from catalogue.services.import_stock import StockImport


class Command(GoodsImportCommand):
    help = "Loads how much there is of each article from a spreadsheet."
    importer = StockImport
