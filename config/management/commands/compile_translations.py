"""`manage.py compile_translations`: what `make setup` does, for a production image."""

from typing import Any

from django.core.management.base import BaseCommand

from config.translations import compile_all


class Command(BaseCommand):
    help = "Compile the translations that changed; needs no gettext programs."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_all():
            self.stdout.write(f"Wrote {path}")
