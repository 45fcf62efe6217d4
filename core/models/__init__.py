"""What the core keeps: mail on its way, spreadsheets on their way in and out, views of lists."""

from core.models.export_job import ExportFormat, ExportJob, ExportStatus
from core.models.import_job import ImportJob, ImportStatus, ImportStep
from core.models.import_row import ImportEdit, ImportRow
from core.models.mail import EmailState, OutgoingEmail
from core.models.saved_mapping import SavedMapping
from core.models.saved_view import SavedView

__all__ = [
    "EmailState",
    "ExportFormat",
    "ExportJob",
    "ExportStatus",
    "ImportEdit",
    "ImportJob",
    "ImportRow",
    "ImportStatus",
    "ImportStep",
    "OutgoingEmail",
    "SavedMapping",
    "SavedView",
]
