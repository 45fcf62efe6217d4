"""What a list of customers to connect to one group looks like; the group is chosen beside it."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column, Sheet
from core.exchange.values import text_up_to
from customers.sheets.cells import code_up_to


@lru_cache(maxsize=8)
def connection_sheet(_currency: str) -> Sheet:
    """One row = one customer, known by its number. What else the file says is not read."""
    return Sheet(
        name="connections", label=_("Customers"), columns=_COLUMNS, key=("number",), told=_TOLD
    )


_COLUMNS: tuple[Column[object], ...] = (
    Column(
        "number",
        _("Customer number"),
        code_up_to(30),
        required=True,
        aliases=("Kundnummer", "Kundnr", "Kundenummer", "Kundenr", "Number", "Nummer"),
        help=_("A customer to connect. One row for each."),
        # No example: a row like a template's example is passed over, and this file is ours.
    ),
)
_TOLD: tuple[Column[object], ...] = (
    Column("main_group", _("Main group"), text_up_to(120)),
    Column("further_group", _("Further group"), text_up_to(120)),
    Column("chains", _("Approval chains cut"), text_up_to(1000)),
)
