"""`manage.py export_groups FILE`: a sheet that import_groups takes back."""

from customers.exports import GROUPS
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes all customer groups to Excel or CSV."
    export = GROUPS
