"""Registers the customers app, and the mails whose words staff may change."""

from django.apps import AppConfig

from core.email_kinds import register
from customers.email_kinds import KINDS


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        register(KINDS)
