"""`manage.py import_segments FILE`: the same engine as the back office's page."""

from core.management.import_command import ImportCommand
from customers.actors import SYSTEM
from customers.services.import_groups import SegmentImport


class Command(ImportCommand):
    help = "Reads segments and what they hold from a spreadsheet."
    importer = SegmentImport
    doer = SYSTEM
