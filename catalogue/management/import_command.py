"""What the import commands of goods add: an exchange rate, keeping a mapping, and the index."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from catalogue.services.import_base import GoodsImporter, rate_from
from catalogue.services.search_index import index_next_due
from core.imports.contract import ImportRefused
from core.imports.mappings import MappingRefused, NamedMapping, save_mapping
from core.imports.now import Outcome
from core.management.import_command import ImportCommand
from customers.actors import SYSTEM


class GoodsImportCommand(ImportCommand):
    """A line for each refused row, last the counts; exit 1 on any refused row unless skipped."""

    importer: ClassVar[type[GoodsImporter]]
    doer = SYSTEM

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--save-mapping-as", default="", metavar="NAME")
        parser.add_argument(
            "--rate", default="", help="what one unit of the file's currency costs in the shop's"
        )

    def chosen(self, options: dict[str, Any]) -> dict[str, Any]:
        chosen = super().chosen(options)
        try:
            rate_from(options["rate"])
            if options["save_mapping_as"]:
                self._save(chosen, options["save_mapping_as"])
        except (ImportRefused, MappingRefused) as refused:
            raise CommandError(str(refused)) from refused
        return chosen | {"rate": options["rate"]}

    def _save(self, chosen: dict[str, Any], name: str) -> None:
        if "mapping" not in chosen:
            raise CommandError(_("Say with --mapping which mapping is to be kept."))
        sheet = self.importer(self.doer).sheet().name
        mapping = NamedMapping.from_json(chosen["mapping"], name=name, sheet=sheet)
        save_mapping(actor=self.doer, sheet=sheet, name=name, mapping=mapping)

    def said_of(self, outcome: Outcome) -> Iterable[str]:
        if self.is_dry_run:
            yield _("A dry run: nothing is written.")
        elif outcome.job_id is None and outcome.refused:
            yield _("Nothing is written until the refused rows are put right.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_dry_run: bool = options["dry_run"]
        super().handle(*args, **options)
        # Whoever sits at a terminal may have no worker: what a large file left is indexed here.
        while index_next_due():
            pass
