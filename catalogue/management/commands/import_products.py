"""`manage.py import_products FILE`: goods from CSV or Excel."""

from catalogue.management.import_command import GoodsImportCommand
from catalogue.services.import_products import ProductImport


class Command(GoodsImportCommand):
    help = "Loads products and their versions from a spreadsheet; all rows or none."
    importer = ProductImport
