"""What the core keeps: mail on its way, and spreadsheets on their way in and out."""

from core.models.export_job import ExportFormat, ExportJob, ExportStatus
from core.models.import_job import ImportJob, ImportStatus, ImportStep
from core.models.import_row import ImportEdit, ImportRow
from core.models.mail import EmailState, OutgoingEmail
from core.models.saved_mapping import SavedMapping

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
]
