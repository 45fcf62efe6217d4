"""manage.py import_prices FILE: price rows from CSV or Excel."""

from catalogue.management.import_command import ImportCommand
from catalogue.services.imports import import_prices
from catalogue.sheets import PRICES


class Command(ImportCommand):
    help = "Loads price rows from a spreadsheet; a changed price ends the one before it."
    service = staticmethod(import_prices)
    sheet = PRICES
