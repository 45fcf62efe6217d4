"""`manage.py export_segments FILE`: a sheet that import_segments takes back."""

from customers.exports import SEGMENTS
from customers.management.export_command import ExportCommand


class Command(ExportCommand):
    help = "Writes all segments and what they hold to Excel or CSV."
    export = SEGMENTS
