"""manage.py import_products FILE: goods from CSV or Excel."""

from catalogue.management.import_command import ImportCommand
from catalogue.services.imports import import_products
from catalogue.sheets import PRODUCTS


class Command(ImportCommand):
    help = "Loads products and their versions from a spreadsheet; all rows or none."
    service = staticmethod(import_products)
    sheet = PRODUCTS
