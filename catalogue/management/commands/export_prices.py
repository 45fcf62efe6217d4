"""`manage.py export_prices FILE`: a sheet that import_prices takes back."""

from catalogue.exports import PRICES
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes all prices to Excel or CSV."
    export = PRICES
