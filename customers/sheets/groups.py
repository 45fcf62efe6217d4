"""What spreadsheets of customer groups and of segments look like."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column, Sheet
from core.exchange.values import Choice, boolean, text_up_to
from customers.models import GroupKind
from customers.sheets.cells import code_up_to, percent

KINDS = {
    GroupKind.ORGANISATION.value: (GroupKind.ORGANISATION.label, "Organisation", "Organisasjon"),
    GroupKind.COMMERCIAL.value: (GroupKind.COMMERCIAL.label, "Commercial", "Kommersiell"),
}


@lru_cache(maxsize=8)
def group_sheet(_currency: str) -> Sheet:
    """One row = one customer group, known by its name. Which customers: the sheet of customers."""
    return Sheet(name="groups", label=_("Customer groups"), columns=_GROUP, key=("name",))


@lru_cache(maxsize=8)
def segment_sheet(_currency: str) -> Sheet:
    """One row = one customer, or one whole group, in one segment."""
    return Sheet(
        name="segments",
        label=_("Segments"),
        columns=_SEGMENT,
        key=("segment", "customer_number", "group"),
    )


_GROUP: tuple[Column[object], ...] = (
    Column(
        "name",
        _("Customer group"),
        text_up_to(120),
        required=True,
        aliases=("Kundgrupp", "Grupp", "Namn", "Kundegruppe", "Gruppe", "Navn", "Group", "Name"),
        help=_("The key: a group with this name is updated, another one is created."),
        example="Exempel kommun",
    ),
    Column(
        "kind",
        _("Kind"),
        Choice(KINDS),
        aliases=("Typ", "Slag", "Type"),
        help=_(
            "Organisation: a concern or municipality with chains and administrators. Commercial: "
            "price and visibility only."
        ),
    ),
    Column(
        "discount_percent",
        _("Group discount, %"),
        percent,
        aliases=("Grupprabatt", "Grupprabatt %", "Rabatt", "Grupperabatt", "Discount"),
        help=_("On items only."),
        example="5 %",
    ),
    Column(
        "every_step_must_approve",
        _("Every step must approve"),
        boolean,
        aliases=("Alla steg ska attestera", "Alle ledd må attestere"),
        help=_("Otherwise the first approver whose break point covers the order is enough."),
    ),
    Column(
        "comment_required",
        _("Require a comment on change and rejection"),
        boolean,
        aliases=(
            *("Kräv kommentar", "Kräv kommentar vid ändring och avslag"),
            *("Krev kommentar", "Krev kommentar ved endring og avslag", "Comment required"),
        ),
        help=_("For those who approve."),
    ),
)
_SEGMENT: tuple[Column[object], ...] = (
    Column(
        "segment",
        _("Segment"),
        text_up_to(120),
        required=True,
        aliases=("Kundsegment", "Kundesegment", "Customer segment"),
        help=_("The name. One that does not exist is created."),
        example="Skolor",
    ),
    Column(
        "customer_number",
        _("Customer number"),
        code_up_to(30),
        aliases=("Kundnummer", "Kundnr", "Kundenummer", "Kundenr"),
        help=_("A customer in the segment. One row for each."),
        example="10001",
    ),
    Column(
        "group",
        _("Customer group"),
        text_up_to(120),
        aliases=("Kundgrupp", "Grupp", "Kundegruppe", "Gruppe", "Group"),
        help=_("Instead of a customer number: a whole group in the segment."),
    ),
    Column(
        "remove",
        _("Remove"),
        boolean,
        aliases=("Ta bort", "Fjern", "Delete"),
        help=_("Yes: the customer or the group is taken out of the segment."),
    ),
)
