"""What a spreadsheet of customers looks like."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.exchange.numbers import count, money
from core.exchange.sheet import Column, Sheet
from core.exchange.values import Choice, Several, boolean, email, text_up_to
from core.money import decimals_of
from customers.freight_accounts import freight_account
from customers.models import Risk
from customers.sheets.cells import ape, code_up_to, country, percent, website

RISKS = {
    Risk.LOW.value: (_("Low"), "Låg", "Lav", "low"),
    Risk.MEDIUM.value: (_("Medium"), "Medel", "Middels", "medium"),
    Risk.HIGH.value: (_("High"), "Hög", "Høy", "high"),
}


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
        code_up_to(30),
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
        help=_("As it stands on orders and invoices."),
        example="Exempel AB",
    ),
    Column(
        "org_number",
        _("Organisation number"),
        code_up_to(30),
        aliases=("Organisationsnummer", "Org.nr", "Orgnr", "Organisasjonsnummer", "Org.nr."),
        help=_("Kept as it is written, with its zeros and dashes."),
        example="556677-8899",
    ),
    Column(
        "vat_number",
        _("VAT number"),
        code_up_to(20),
        aliases=("Momsnummer", "VAT-nummer", "MVA-nummer"),
        help=_("With the country's letters. Decides reverse charge within the EU."),
        example="SE556677889901",
    ),
    Column(
        "country",
        _("Country"),
        country,
        aliases=("Land",),
        help=_("Two letters: SE, NO, DK, FI."),
        example="SE",
    ),
    Column(
        "email",
        _("E-mail"),
        email,
        aliases=("E-post", "E-postadress", "E-postadresse", "Mail"),
        help=_("The company's own address. People log in with theirs, in the sheet of users."),
        example="order@exempel.example",
    ),
    Column(
        "phone",
        _("Phone"),
        text_up_to(40),
        aliases=("Telefon", "Telefonnummer"),
        help=_("The company's switchboard."),
        example="08-555 01 00",
    ),
    Column(
        "website",
        _("Website"),
        website,
        aliases=("Webbplats", "Hemsida", "Nettsted", "Hjemmeside", "Web site", "URL"),
        example="https://www.exempel.example",
    ),
    Column(
        "ape_code",
        _("APE code"),
        ape,
        aliases=("APE", "APE-kod", "APE-kode", "Code APE"),
        help=_("Only of French companies: four digits and a letter."),
    ),
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
        help=_("Names of groups that exist. They widen what is seen and never change a price."),
    ),
    Column(
        "pricing_tier",
        _("Pricing tier"),
        text_up_to(80),
        aliases=("Prisnivå",),
        help=_("The name of a tier that exists. [clear] = none."),
    ),
)


def _terms(amount: object) -> tuple[Column[object], ...]:
    return (
        Column(
            "discount_percent",
            _("Customer discount, %"),
            percent,
            aliases=("Kundrabatt", "Kundrabatt %", "Rabatt", "Kunderabatt", "Discount"),
            help=_("On items, after any group discount. Never on shipping and fees."),
            example="2,5 %",
        ),
        Column(
            "allowed_outstanding",
            _("Allowed outstanding amount"),
            amount,  # type: ignore[arg-type]
            aliases=("Kreditgräns", "Tillåtet utestående belopp", "Tillatt utestående beløp"),
            help=_("Inc VAT. [clear] = no credit limit, 0 = nothing on account."),
            example="50000",
        ),
        Column(
            "payment_days",
            _("Payment days"),
            count,
            aliases=("Betalningsdagar", "Betalingsdager", "Betalningsvillkor"),
            help=_("From 0 to 365. Blank for a new customer: 30."),
            example="30",
        ),
        Column(
            "risk",
            _("Risk"),
            Choice(RISKS),
            aliases=("Riskbedömning", "Risiko", "Risikovurdering", "Risiko vurdering"),
            help=_("[clear] = not assessed."),
        ),
        Column(
            "may_pay_on_account",
            _("May pay on account"),
            boolean,
            aliases=("Får betala mot faktura", "Kan betale mot faktura", "On account"),
            help=_("New customers may."),
        ),
        Column(
            "may_order_free_text",
            _("May order in their own words"),
            boolean,
            aliases=("Får beställa med egna ord", "Kan bestille med egne ord"),
            help=_("Those who have the role; otherwise nobody there. New customers may."),
        ),
        Column(
            "free_delivery_address",
            _("May write a delivery address of their own"),
            boolean,
            aliases=(
                *("Får skriva en egen leveransadress", "Egen leveransadress"),
                *("Kan skrive en egen leveringsadresse", "Egen leveringsadresse"),
            ),
            help=_("No: only the addresses of the register. New customers may."),
        ),
        Column(
            "shipper_accounts",
            _("Shipper accounts"),
            Several(freight_account),
            aliases=(
                *("Fraktkonton", "Fraktavtal", "Speditörskonton", "Speditørkontoer"),
                *("Fraktkontoer", "Fraktavtaler", "Freight accounts"),
            ),
            help=_("All of them, each as carrier: number, between semicolons. [clear] = none."),
            example="DHL: 123456; PostNord: 77-1",
        ),
        Column(
            "is_active",
            _("Active"),
            boolean,
            aliases=("Aktiv", "Aktiverad", "Aktivert"),
            help=_("Nobody buys for an inactive customer."),
        ),
    )
