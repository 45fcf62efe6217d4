"""`manage.py export_addresses FILE`: a sheet that import_addresses takes back."""

from customers.exports import ADDRESSES
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes the addresses of all customers to Excel or CSV."
    export = ADDRESSES
