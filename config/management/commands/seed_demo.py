"""`manage.py seed_demo`: the demo world in an empty database, once."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo_world.world import AnotherWorld, build


class Command(BaseCommand):
    help = "Fill an empty database with the demo world; does nothing when it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_WORLD:
            raise CommandError("The demo world is made with the demo settings only.")
        started = time.monotonic()
        try:
            is_new = build()
        except AnotherWorld:
            raise CommandError(
                "This database holds people, customers or goods of its own, so the demo world is "
                "not put in it. Use another database, or an empty one."
            ) from None
        if is_new:
            self.stdout.write(f"Made the demo world in {time.monotonic() - started:.0f} seconds.")
