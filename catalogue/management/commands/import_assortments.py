"""`manage.py import_assortments FILE`: agreements from CSV or Excel."""

from catalogue.management.import_command import GoodsImportCommand
from catalogue.services.import_assortments import AssortmentImport


class Command(GoodsImportCommand):
    help = "Loads agreement assortments from a spreadsheet; all rows or none."
    importer = AssortmentImport
