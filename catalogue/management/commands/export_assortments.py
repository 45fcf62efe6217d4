"""`manage.py export_assortments FILE`: a sheet that import_assortments takes back."""

from catalogue.exports import ASSORTMENTS
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes all agreement assortments to Excel or CSV."
    export = ASSORTMENTS
