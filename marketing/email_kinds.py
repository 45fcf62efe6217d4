"""The mails of this app, as staff find them among the templates."""

from core.email_kinds import EmailKind
from marketing.affiliate_email_kinds import KINDS as AFFILIATES
from marketing.application_email_kinds import KINDS as APPLICATIONS
from marketing.loyalty_email_kinds import KINDS as LOYALTY

KINDS: tuple[EmailKind, ...] = (*AFFILIATES, *APPLICATIONS, *LOYALTY)
