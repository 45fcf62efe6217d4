"""`manage.py import_addresses FILE`: the same engine as the back office's page."""

from core.management.import_command import ImportCommand
from customers.actors import SYSTEM
from customers.services.import_addresses import AddressImport


class Command(ImportCommand):
    help = "Reads the addresses of customers from a spreadsheet."
    importer = AddressImport
    doer = SYSTEM
