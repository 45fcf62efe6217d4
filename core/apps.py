"""Registers the core app and the check that every URL states who may enter."""

from django.apps import AppConfig

from core.access import checks


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        # Importing the module registers the check; naming it here keeps the import honest.
        assert checks.every_url_states_who_may_enter  # noqa: S101
