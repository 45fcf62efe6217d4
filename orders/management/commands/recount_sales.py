"""manage.py recount_sales: the kept sum of each person's sales anew."""

from typing import Any

from django.core.management.base import BaseCommand

from orders.services.kept_sales import recount_sales


class Command(BaseCommand):
    help = "Makes the sum that each person has ordered for anew, and says how many were wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"corrected={recount_sales()}")
