"""`manage.py import_users FILE`: the same planner and applier as the back office's page."""

from argparse import ArgumentParser
from typing import Any

from core.management.import_command import ImportCommand
from customers.actors import SYSTEM
from customers.periods import Recurrence
from customers.services.import_users import UserImport
from customers.user_import.facts import Options


class Command(ImportCommand):
    help = "Reads users, memberships, roles, chains and purchase limits from a spreadsheet."
    importer = UserImport
    doer = SYSTEM

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--send-activation", action="store_true", help="mail new people an activation link"
        )
        parser.add_argument(
            "--customer", default="", metavar="NUMBER", help="for a file without customer numbers"
        )
        parser.add_argument(
            "--limit-renewed",
            default="",
            choices=Recurrence.values,
            help="how new purchase limits without dates are renewed, from the first of this month",
        )

    def chosen(self, options: dict[str, Any]) -> dict[str, Any]:
        own = Options(
            send_activation=options["send_activation"],
            customer_number=options["customer"],
            limit_renewed=options["limit_renewed"],
        )
        return super().chosen(options) | own.to_json()
