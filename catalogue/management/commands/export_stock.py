"""`manage.py export_stock FILE`: a sheet that import_stock takes back."""

from catalogue.exports import STOCK
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes how much there is of each article to Excel or CSV."
    export = STOCK
