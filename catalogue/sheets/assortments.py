"""What a spreadsheet of agreement assortments looks like."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.sheet_values import code_up_to, words_up_to
from catalogue.sheets.buyers import buyer_columns
from core.exchange.dates import day
from core.exchange.numbers import money
from core.exchange.sheet import Column, Sheet
from core.exchange.values import boolean
from core.money import decimals_of

ASSORTMENTS = "assortments"


def assortment_sheet(currency: str) -> Sheet:
    """One row = one article in one agreement. The rows of an agreement agree on its days."""
    return Sheet(
        ASSORTMENTS,
        _("Agreement assortments"),
        (
            Column(
                "assortment",
                _("Agreement assortment"),
                words_up_to(120),
                required=True,
                aliases=(
                    *("agreement", "assortment name", "avtalssortiment", "avtal"),
                    *("avtalesortiment", "avtale", "sortiment"),
                ),
                help=_("Made when there is none by that name."),
                example="Norrviks kommun IT 2026",
            ),
            Column(
                "article_number",
                _("Article number"),
                code_up_to(80),
                required=True,
                aliases=("number", "sku", "artikelnummer", "artnr", "varenummer", "varenr"),
                example="EX-1001",
            ),
            *_price_columns(currency),
            Column(
                "remove",
                _("Remove"),
                boolean,
                aliases=("take out", "ta bort", "fjern", "slett"),
                help=_("Yes takes the article out of the agreement."),
            ),
            *_agreement_columns(),
            *buyer_columns(
                _("Whom the agreement is for, several parted by ;. They are added, never removed.")
            ),
        ),
        key=("assortment", "article_number"),
    )


def _price_columns(currency: str) -> tuple[Column[Any], ...]:
    return (
        Column(
            "contract_price",
            _("Contract price ex VAT"),
            money(currency=currency, decimals=decimals_of(currency)),
            aliases=(
                *("price", "contract price", "agreed price", "pris", "avtalspris", "avtalepris"),
                *("pris ex moms", "pris eks mva", "avtalspris ex moms", "avtalepris eks mva"),
            ),
            help=_("0 = the ordinary price holds; never free. Blank = as it is."),
            example="1490,00",
        ),
        Column(
            "free",
            _("Free of charge"),
            boolean,
            aliases=("is free", "gratis", "kostnadsfri", "kostnadsfritt"),
            help=_("Yes = costs nothing. A price of 0 alone never means free."),
        ),
    )


def _agreement_columns() -> tuple[Column[Any], ...]:
    return (
        Column(
            "valid_from",
            _("Valid from"),
            day,
            aliases=("giltig från", "gäller från", "gyldig fra", "gjelder fra"),
            help=_("The agreement's first day. Today for a new one."),
            example="2026-01-01",
        ),
        Column(
            "valid_until",
            _("Valid until"),
            day,
            aliases=("giltig till", "gäller till", "gyldig til", "gjelder til"),
            help=_("The agreement's last day. [clear] = until further notice."),
            example="2027-12-31",
        ),
        Column(
            "discounts_apply",
            _("Discounts also apply to contract prices"),
            boolean,
            aliases=("discounts apply", "rabatt gäller", "rabatt gjelder"),
        ),
    )
