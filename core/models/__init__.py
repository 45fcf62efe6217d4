"""What the core keeps: mail on its way, and spreadsheets being read in."""

from core.models.import_job import ImportJob, ImportStatus
from core.models.import_row import ImportRow
from core.models.mail import EmailState, OutgoingEmail

__all__ = ["EmailState", "ImportJob", "ImportRow", "ImportStatus", "OutgoingEmail"]
