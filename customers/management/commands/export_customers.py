"""`manage.py export_customers FILE`: a sheet that import_customers takes back."""

from customers.exports import CUSTOMERS
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes all customers, their groups and terms to Excel or CSV."
    export = CUSTOMERS
