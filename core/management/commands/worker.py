"""Runs the background worker: mail, imports, and what must happen every minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app


class Command(BaseCommand):
    """Like `procrastinate worker`, but a job that enqueues another still does so through Django.

    The library's command swaps the connector of the whole process, and a job enqueued inside a
    job's transaction would then not be rolled back with it.
    """

    help = "Runs background jobs until told to stop (SIGINT or SIGTERM lets running jobs finish)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1)
        parser.add_argument("--once", action="store_true", help="Do what waits, then end.")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        with worker.open():
            worker.run_worker(
                concurrency=options["concurrency"],
                wait=not options["once"],
                listen_notify=not options["once"],
                install_signal_handlers=not options["once"],
            )
