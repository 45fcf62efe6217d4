"""The project's own commands: demo, verify. No models, no rules."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "Project"
