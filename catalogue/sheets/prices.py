"""What a spreadsheet of prices looks like."""

from django.utils.translation import gettext_lazy as _

from catalogue.sheet_values import code_up_to, several, words_up_to
from catalogue.sheets.buyers import buyer_columns
from core.exchange.dates import day
from core.exchange.numbers import count, money
from core.exchange.sheet import Column, Sheet
from core.money import decimals_of

PRICES = "prices"


def price_sheet(currency: str) -> Sheet:
    """One row = one unit price from a quantity, in a price list connected to whom it is for."""
    return Sheet(
        PRICES,
        _("Prices"),
        (
            Column(
                "price_list",
                _("Price list"),
                words_up_to(120),
                required=True,
                aliases=("prislista", "prisliste", "price list name"),
                help=_("Made when there is none by that name."),
                example="Norrviks kommun 2026",
            ),
            Column(
                "article_number",
                _("Article number"),
                code_up_to(80),
                required=True,
                aliases=("number", "sku", "artikelnummer", "artnr", "varenummer", "varenr"),
                example="ND-4012-GB",
            ),
            Column(
                "from_quantity",
                _("From quantity"),
                count,
                aliases=("quantity", "från antal", "antal", "fra antall", "antall"),
                help=_("1 when it is missing."),
                example="10",
            ),
            Column(
                "price",
                _("Price ex VAT"),
                money(currency=currency, decimals=decimals_of(currency)),
                required=True,
                aliases=("unit price", "pris", "pris ex moms", "pris eks mva"),
                help=_("0 = no price of its own: the ordinary price holds. Never free."),
                example="1490,00",
            ),
            Column(
                "valid_from",
                _("Valid from"),
                day,
                aliases=("giltig från", "gäller från", "gyldig fra", "gjelder fra"),
                help=_("Today when it is missing. The price before it ends the day before."),
                example="2026-01-01",
            ),
            Column(
                "valid_until",
                _("Valid until"),
                day,
                aliases=("giltig till", "gäller till", "gyldig til", "gjelder til"),
            ),
            *buyer_columns(
                _("Whom the list is for, several parted by ;. They are added, never removed.")
            ),
            Column(
                "tier",
                _("Pricing tier"),
                several(words_up_to(80)),
                aliases=("prisnivå", "price tier"),
            ),
        ),
        key=("price_list", "article_number", "from_quantity", "valid_from"),
    )
