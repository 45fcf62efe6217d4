"""`manage.py export_users FILE`: a sheet that import_users takes back."""

from customers.exports import USERS
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes all users, their roles, chains and limits to Excel or CSV."
    export = USERS
