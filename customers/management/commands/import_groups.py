"""`manage.py import_groups FILE`: the same engine as the back office's page."""

from core.management.import_command import ImportCommand
from customers.actors import SYSTEM
from customers.services.import_groups import GroupImport


class Command(ImportCommand):
    help = "Reads customer groups from a spreadsheet."
    importer = GroupImport
    doer = SYSTEM
