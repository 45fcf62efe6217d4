"""The project's own commands: demo, verify. No models, no rules."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from config.checks import no_demo_world


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "Project"

    def ready(self) -> None:
        register(no_demo_world, Tags.database)
