"""`manage.py export_products FILE`: a sheet that import_products takes back."""

from catalogue.exports import PRODUCTS
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes all products and their versions to Excel or CSV."
    export = PRODUCTS
