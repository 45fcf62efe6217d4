"""What the core keeps: mail and its words, spreadsheets on their way in and out, views of lists."""

from core.models.email_template import EmailTemplate, EmailTemplateVersion, VersionKind
from core.models.export_job import ExportFormat, ExportJob, ExportStatus
from core.models.import_job import ImportJob, ImportStatus, ImportStep
from core.models.import_row import ImportEdit, ImportRow
from core.models.mail import EmailState, OutgoingEmail
from core.models.saved_mapping import SavedMapping
from core.models.saved_view import SavedView

__all__ = [
    "EmailState",
    "EmailTemplate",
    "EmailTemplateVersion",
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
    "VersionKind",
]
