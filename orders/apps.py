"""Registers the orders app, and the mails whose words staff may change."""

from django.apps import AppConfig

from core.email_kinds import register
from orders.email_kinds import KINDS


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        register(KINDS)
