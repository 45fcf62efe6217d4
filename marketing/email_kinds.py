"""The mails of this app, as staff find them among the templates."""

from core.email_kinds import EmailKind

KINDS: tuple[EmailKind, ...] = ()
