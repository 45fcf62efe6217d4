"""`manage.py import_categories FILE`: the tree from CSV or Excel."""

from catalogue.management.import_command import GoodsImportCommand
from catalogue.services.import_categories import CategoryImport


class Command(GoodsImportCommand):
    help = "Loads the tree of categories from a spreadsheet; all rows or none."
    importer = CategoryImport
