"""What a spreadsheet of customers looks like."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.exchange.numbers import count, money, percent
from core.exchange.sheet import Column, Sheet
from core.exchange.values import Several, ValueProblem, boolean, code, email, text, text_up_to
from core.exchange.wire import Cell
from core.money import decimals_of


def country(cell: Cell) -> str:
    """A country by its two letters."""
    letters = text(cell).upper()
    if letters not in countries:
        raise ValueProblem(_("Write the country with two letters: SE, NO, DK, FI."))
    return letters


@lru_cache(maxsize=8)
def customer_sheet(currency: str) -> Sheet:
    """One row = one customer, known by its number; amounts inc VAT in `currency`."""
    amount = money(currency=currency, decimals=decimals_of(currency))
    return Sheet(
        name="customers",
        label=_("Customers"),
        columns=(*_COMPANY, *_terms(amount)),
        key=("number",),
    )


_COMPANY: tuple[Column[object], ...] = (
    Column(
        "number",
        _("Customer number"),
        code,
        required=True,
        aliases=("Kundnummer", "Kundnr", "Kundenummer", "Kundenr"),
        help=_("The key: a number that exists is updated, another one is created."),
        example="10001",
    ),
    Column(
        "name",
        _("Company"),
        text_up_to(200),
        needed_to_create=True,
        aliases=("Företag", "Kund", "Namn", "Selskap", "Kunde", "Navn", "Name", "Customer"),
        example="Exempel AB",
    ),
    Column(
        "org_number",
        _("Organisation number"),
        code,
        aliases=("Organisationsnummer", "Org.nr", "Orgnr", "Organisasjonsnummer", "Org.nr."),
    ),
    Column("vat_number", _("VAT number"), code, aliases=("Momsnummer", "VAT-nummer", "MVA-nummer")),
    Column(
        "country",
        _("Country"),
        country,
        aliases=("Land",),
        help=_("Two letters: SE, NO, DK, FI."),
    ),
    Column(
        "email", _("E-mail"), email, aliases=("E-post", "E-postadress", "E-postadresse", "Mail")
    ),
    Column("phone", _("Phone"), text_up_to(40), aliases=("Telefon", "Telefonnummer")),
    Column(
        "main_group",
        _("Main group"),
        text_up_to(120),
        needed_to_create=True,
        aliases=("Huvudgrupp", "Kundgrupp", "Hovedgruppe", "Kundegruppe", "Customer group"),
        help=_("The name of a group that exists. It decides price, discount and access."),
        example="Retail",
    ),
    Column(
        "further_groups",
        _("Further groups"),
        Several(text_up_to(120)),
        aliases=("Fler grupper", "Ytterligare grupper", "Flere grupper"),
    ),
    Column("pricing_tier", _("Pricing tier"), text_up_to(80), aliases=("Prisnivå",)),
)


def _terms(amount: object) -> tuple[Column[object], ...]:
    return (
        Column(
            "discount_percent",
            _("Customer discount, %"),
            percent,
            aliases=("Kundrabatt", "Kundrabatt %", "Rabatt", "Kunderabatt", "Discount"),
        ),
        Column(
            "allowed_outstanding",
            _("Allowed outstanding amount"),
            amount,  # type: ignore[arg-type]
            aliases=("Kreditgräns", "Tillåtet utestående belopp", "Tillatt utestående beløp"),
            help=_("Inc VAT. [clear] = no credit limit, 0 = nothing on account."),
        ),
        Column(
            "payment_days",
            _("Payment days"),
            count,
            aliases=("Betalningsdagar", "Betalingsdager", "Betalningsvillkor"),
        ),
        Column("is_active", _("Active"), boolean, aliases=("Aktiv", "Aktiverad", "Aktivert")),
    )
