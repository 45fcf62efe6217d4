"""The mails of this app, as staff find them among the templates."""

from core.email_kinds import EmailKind
from marketing.application_email_kinds import KINDS as APPLICATIONS

KINDS: tuple[EmailKind, ...] = (*APPLICATIONS,)
