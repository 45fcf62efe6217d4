"""The columns that say for which customers, groups and segments something holds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.sheet_values import code_up_to, several, words_up_to
from core.exchange.sheet import Column
from core.reasons import Text


def buyer_columns(help_text: Text) -> tuple[Column[Any], ...]:
    return (
        Column(
            "customer_number",
            _("Customer number"),
            several(code_up_to(30)),
            aliases=("customer", "kundnummer", "kundenummer", "kund", "kunde"),
            help=help_text,
        ),
        Column(
            "group",
            _("Customer group"),
            several(words_up_to(120)),
            aliases=("kundgrupp", "kundegruppe", "grupp", "gruppe"),
            example="Norrviks kommun",
        ),
        Column("segment", _("Segment"), several(words_up_to(120)), aliases=("kundsegment",)),
    )
