"""What a spreadsheet of users looks like: people, roles, chains and purchase limits."""

from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exchange.dates import day
from core.exchange.numbers import money
from core.exchange.sheet import Column, Sheet
from core.exchange.values import (
    Choice,
    Several,
    ValueProblem,
    boolean,
    code,
    email,
    text_up_to,
)
from core.exchange.wire import Cell
from core.money import decimals_of
from customers.birthdays import is_birthday
from customers.periods import Recurrence

LANGUAGES = {
    "sv": ("Svenska", "Swedish", "Svensk", "se"),
    "nb": ("Norsk", "Norwegian", "Norska", "Bokmål", "no"),
    "en": ("English", "Engelska", "Engelsk"),
}
ROLES = {
    "buyer": (_("Buyer"), "Köpare", "Inköpare", "Beställare", "Kjøper", "Innkjøper", "Buyer"),
    "approver": (_("Approver"), "Attestant", "Attesterare", "Godkjenner", "Approver"),
    "administrator": (
        _("Customer group administrator"),
        *("Administratör", "Administrator", "Kundgruppsadministratör", "Kundegruppeadministrator"),
    ),
    "looker": (_("View only"), "Endast visning", "Läsare", "Kun visning", "View only"),
}
RECURRENCES = {
    Recurrence.MONTHLY.value: (_("Monthly"), "Månadsvis", "Månad", "Månedlig", "Måned", "month"),
    Recurrence.QUARTERLY.value: (_("Quarterly"), "Kvartalsvis", "Kvartal", "quarter"),
    Recurrence.YEARLY.value: (_("Yearly"), "Årsvis", "Årligen", "År", "Årlig", "year"),
}


@lru_cache(maxsize=8)
def user_sheet(currency: str, personal: tuple[str, ...] = ()) -> Sheet:
    """One row = one person at one customer; amounts ex VAT in `currency`.

    `personal`: which of title and birthday the shop asks people for (C20).

    The key is e-mail and customer number (DESIGN §4). Headings are known in all three languages
    also before the labels are translated, hence the aliases.
    """
    amount = money(currency=currency, decimals=decimals_of(currency))
    return Sheet(
        name="users",
        label=_("Users"),
        columns=(
            *_PERSON,
            *(_PERSONAL[key] for key in personal),
            *_ROLES,
            *_chain(amount),
            *_limit(amount),
            *_LAST,
        ),
        key=("email", "customer_number"),
        unasked=frozenset(_PERSONAL) - {*personal},
    )


_PERSON: tuple[Column[object], ...] = (
    Column(
        "email",
        _("E-mail"),
        email,
        required=True,
        aliases=("E-post", "E-postadress", "E-postadresse", "E-mail address", "Mejl", "Mail"),
        help=_("The person's log-in. Upper and lower case are the same."),
        example="eva.exempel@example.com",
    ),
    Column(
        "customer_number",
        _("Customer number"),
        code,
        required=True,
        may_be_blank=True,
        aliases=("Kundnummer", "Kundnr", "Kundenummer", "Kundenr", "Customer no"),
        help=_("Which customer the person buys for. One row for each. Blank = only the person."),
        example="10001",
    ),
    Column(
        "first_name",
        _("First name"),
        text_up_to(100),
        needed_to_create=True,
        aliases=("Förnamn", "Fornavn", "Given name"),
        example="Eva",
    ),
    Column(
        "last_name",
        _("Last name"),
        text_up_to(100),
        needed_to_create=True,
        aliases=("Efternamn", "Etternavn", "Surname", "Family name"),
        example="Exempel",
    ),
    Column(
        "phone",
        _("Phone"),
        text_up_to(40),
        aliases=("Telefon", "Telefonnummer", "Mobil", "Mobiltelefon", "Mobile"),
        example="070-555 01 02",
    ),
    Column(
        "language",
        _("Language"),
        Choice(LANGUAGES),
        aliases=("Språk",),
        help=_("Blank for a new person: the shop's language."),
    ),
)


def _birthday(cell: Cell) -> date:
    found = day(cell)
    if not is_birthday(found, today=timezone.localdate()):
        raise ValueProblem(_("This is no birthday of somebody alive."))
    return found


_PERSONAL: dict[str, Column[object]] = {
    "title": Column("title", _("Title"), text_up_to(20), aliases=("Titel", "Tittel"), example="Dr"),
    "birthday": Column(
        "birthday",
        _("Birthday"),
        _birthday,
        aliases=("Födelsedag", "Födelsedatum", "Fødselsdag", "Fødselsdato", "Date of birth"),
        example="1990-05-17",
    ),
}
_ROLES: tuple[Column[object], ...] = (
    Column(
        "role",
        _("Role"),
        Several(Choice(ROLES)),
        aliases=("Roll", "Roller", "Rolle", "Roles"),
        help=_(
            "A short way to write the yes-or-no columns; those win where both are filled in. "
            "Everyone may buy who is not view only."
        ),
    ),
    Column(
        "is_buyer",
        _("May buy"),
        boolean,
        aliases=("Får handla", "Får köpa", "Kan handle", "Kan kjøpe"),
        help=_("New people may buy unless it says no."),
        example="x",
    ),
    Column(
        "is_approver",
        _("Approval right"),
        boolean,
        aliases=("Attesträtt", "Attestrett", "Attestasjonsrett", "Godkjenningsrett"),
    ),
    Column(
        "is_group_admin",
        _("Customer group administrator"),
        boolean,
        aliases=("Kundgruppsadministratör", "Kundegruppeadministrator", "Group administrator"),
    ),
    Column(
        "sees_customer_orders",
        _("Sees the customer's orders"),
        boolean,
        aliases=("Ser kundens ordrar", "Ser kundens order", "Ser kundens ordrer"),
    ),
    Column(
        "only_agreement_assortment",
        _("Show only agreement assortment"),
        boolean,
        aliases=(
            "Visa endast avtalssortiment",
            "Vis kun avtalesortiment",
            "Vis bare avtalesortiment",
        ),
    ),
    Column(
        "may_order_free_text",
        _("Allow free-text order"),
        boolean,
        aliases=("Tillåt fritextorder", "Tillat fritekstordre"),
    ),
)
_LAST: tuple[Column[object], ...] = (
    Column(
        "active",
        _("Active"),
        boolean,
        aliases=("Aktiv", "Aktiverad", "Aktivert"),
        help=_("No: the person cannot log in, at any customer."),
    ),
    Column(
        "connected",
        _("Connected to the customer"),
        boolean,
        aliases=("Kopplad till kunden", "Knyttet til kunden"),
        help=_("No: the person no longer belongs to this customer."),
    ),
    Column(
        "send_activation",
        _("Send activation link"),
        boolean,
        aliases=("Skicka aktiveringslänk", "Skicka aktivering", "Send aktiveringslenke"),
        help=_("Only for people without a password. Blank: as chosen when the file is uploaded."),
    ),
)


def _chain(amount: object) -> tuple[Column[object], ...]:
    return (
        Column(
            "next_approver",
            _("Next in the approval chain"),
            email,
            aliases=(
                *("Nästa i attestkedjan", "Nästa attestant", "Neste i attestkjeden"),
                *("Neste i attestasjonskjeden", "Next approver", "Approver e-mail"),
            ),
            help=_(
                "The e-mail address of somebody with approval right in the same organisation; "
                "also of somebody further down in this file."
            ),
        ),
        Column(
            "break_point",
            _("Break point"),
            amount,  # type: ignore[arg-type]
            aliases=("Brytpunkt", "Bruddpunkt", "Grense for attest"),
            help=_(
                "Order value ex VAT with shipping and fees that the person may buy for without "
                "approval. 0 = every order is approved. Goes together with the next approver."
            ),
        ),
    )


def _limit(amount: object) -> tuple[Column[object], ...]:
    return (
        Column(
            "limit_amount",
            _("Purchase limit"),
            amount,  # type: ignore[arg-type]
            aliases=(
                *("Köpgräns", "Inköpsgräns", "Inköpsgräns (SEK)", "Köpgräns (SEK)"),
                *("Kjøpsgrense", "Kjøpegrense", "Innkjøpsgrense", "Kjøpsgrense (NOK)"),
            ),
            help=_("Ex VAT for one period. 0 = nothing may be bought, [clear] = no limit."),
        ),
        Column(
            "limit_from",
            _("Purchase limit from"),
            day,
            aliases=("Köpgräns från", "Kjøpsgrense fra", "Limit from", "Limit start"),
        ),
        Column(
            "limit_to",
            _("Purchase limit to"),
            day,
            aliases=("Köpgräns till", "Köpgräns till och med", "Kjøpsgrense til", "Limit to"),
            help=_("The last day. Leave blank when the limit is renewed."),
        ),
        Column(
            "limit_renewed",
            _("Purchase limit renewed"),
            Choice(RECURRENCES),
            aliases=("Köpgräns förnyas", "Kjøpsgrense fornyes", "Limit renewed", "Limit period"),
        ),
    )
