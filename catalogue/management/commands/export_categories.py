"""`manage.py export_categories FILE`: a sheet that import_categories takes back."""

from catalogue.exports import CATEGORIES
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes the tree of categories to Excel or CSV."
    export = CATEGORIES
