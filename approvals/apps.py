"""Registers the approvals app, and the mails whose words staff may change."""

from django.apps import AppConfig

from approvals.email_kinds import KINDS
from core.email_kinds import register


class ApprovalsConfig(AppConfig):
    name = "approvals"

    def ready(self) -> None:
        register(KINDS)
