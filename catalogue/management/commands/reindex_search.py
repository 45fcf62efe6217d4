"""manage.py reindex_search: the whole search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from catalogue.services.search_index import rebuild_search


class Command(BaseCommand):
    help = "Builds the search index anew, as after a restore."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"products={rebuild_search()}")
