"""`manage.py import_customers FILE`: the same engine as the back office's page."""

from core.management.import_command import ImportCommand
from customers.actors import SYSTEM
from customers.services.import_customers import CustomerImport


class Command(ImportCommand):
    help = "Reads customers, their groups and terms from a spreadsheet."
    importer = CustomerImport
    doer = SYSTEM
