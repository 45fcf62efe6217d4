"""Registers the marketing app, and the mails whose words staff may change."""

from django.apps import AppConfig

from core.email_kinds import register
from marketing.email_kinds import KINDS


class MarketingConfig(AppConfig):
    name = "marketing"

    def ready(self) -> None:
        register(KINDS)
