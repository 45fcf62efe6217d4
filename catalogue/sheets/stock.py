"""What a spreadsheet of stock looks like: the short one that comes from a warehouse every night."""

from django.utils.translation import gettext_lazy as _

from catalogue.sheet_values import code_up_to
from core.exchange.numbers import integer
from core.exchange.sheet import Column, Sheet
from core.exchange.values import boolean

STOCK = "stock"


def stock_sheet(_currency: str = "") -> Sheet:
    """One row = one version that exists; how many there are, and whether more can be ordered."""
    return Sheet(
        STOCK,
        _("Stock"),
        (
            Column(
                "article_number",
                _("Article number"),
                code_up_to(80),
                required=True,
                aliases=(
                    *("number", "sku", "article no", "item number"),
                    *("artikelnummer", "artikelnr", "artnr", "nummer", "varenummer", "varenr"),
                ),
                example="EX-1001",
            ),
            Column(
                "stock",
                _("Stock"),
                integer,
                aliases=(
                    *("in stock", "quantity", "stock quantity", "on hand", "balance"),
                    *("lager", "lagersaldo", "saldo", "antal", "lagerbeholdning", "antall"),
                ),
                help=_("How many there are. 0 = none; blank = as it is."),
                example="86",
            ),
            Column(
                "sold_only_from_stock",
                _("Sold only from stock"),
                boolean,
                aliases=(
                    *("no backorder", "säljs endast från lager", "selges bare fra lager"),
                    *("ingen restnotering", "ingen restordre"),
                ),
                help=_("Yes = cannot be ordered when there is none. Otherwise stock only informs."),
                example="nej",
            ),
        ),
        key=("article_number",),
    )
