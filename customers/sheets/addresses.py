"""What a spreadsheet of customers' addresses looks like."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column, Sheet
from core.exchange.values import boolean, text_up_to
from customers.sheets.cells import address_number, code_up_to, country


@lru_cache(maxsize=8)
def address_sheet(_currency: str) -> Sheet:
    """One row = one address of a customer, known by its number or by its place."""
    return Sheet(
        name="addresses",
        label=_("Addresses"),
        columns=_COLUMNS,
        key=("customer_number", "address_number", "name", "street", "postal_code"),
    )


_COLUMNS: tuple[Column[object], ...] = (
    Column(
        "customer_number",
        _("Customer number"),
        code_up_to(30),
        required=True,
        aliases=("Kundnummer", "Kundnr", "Kundenummer", "Kundenr"),
        help=_("Whose address it is."),
        example="10001",
    ),
    Column(
        "address_number",
        _("Address number"),
        address_number,
        aliases=("Adressnummer", "Adressenummer", "Address id"),
        help=_(
            "As an export wrote it: which address the row is about. Blank: the customer's address "
            "with the same recipient, street and postal code, or else a new one."
        ),
    ),
    Column(
        "name",
        _("Recipient"),
        text_up_to(120),
        needed_to_create=True,
        aliases=("Mottagare", "Mottaker", "Namn", "Navn", "Name"),
        help=_("The company, department or place that receives the goods."),
        example="Exempel AB, lagret",
    ),
    Column(
        "attention",
        _("Attention"),
        text_up_to(120),
        aliases=("Att.", "Attn", "Referens", "Referanse"),
        help=_("The person or reference on the parcel."),
        example="Eva Exempel",
    ),
    Column(
        "street",
        _("Street"),
        text_up_to(200),
        needed_to_create=True,
        aliases=("Gatuadress", "Gata", "Adress", "Gateadresse", "Gate", "Adresse", "Address"),
        help=_("Street and number, or box."),
        example="Storgatan 1",
    ),
    Column(
        "postal_code",
        _("Postal code"),
        code_up_to(20),
        needed_to_create=True,
        aliases=("Postnummer", "Postnr", "Zip", "Postcode"),
        help=_("Kept as it is written, with its zeros."),
        example="111 22",
    ),
    Column(
        "city",
        _("City"),
        text_up_to(100),
        needed_to_create=True,
        aliases=("Ort", "Postort", "Stad", "Poststed", "Sted", "Town"),
        help=_("The town of the postal code."),
        example="Stockholm",
    ),
    Column(
        "country",
        _("Country"),
        country,
        aliases=("Land",),
        help=_("Two letters. Blank for a new address: the customer's own country."),
        example="SE",
    ),
    Column(
        "phone",
        _("Phone"),
        text_up_to(40),
        aliases=("Telefon", "Telefonnummer"),
        help=_("For whoever delivers."),
        example="08-555 01 00",
    ),
    Column(
        "is_default",
        _("Suggested first"),
        boolean,
        aliases=("Föreslås först", "Foreslås først", "Default"),
        help=_("One address of a customer; yes takes the mark from the one that has it."),
    ),
    Column(
        "is_invoice",
        _("Invoice address"),
        boolean,
        aliases=("Fakturaadress", "Fakturaadresse"),
        help=_("One address of a customer; yes takes the mark from the one that has it."),
    ),
    Column(
        "remove",
        _("Remove"),
        boolean,
        aliases=("Ta bort", "Fjern", "Delete"),
        help=_("Yes: the address is taken out of the register. Orders keep their copy."),
    ),
)
