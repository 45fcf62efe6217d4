"""The list of customers with points, as data (core/list_specs.py), and as it goes out."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column as SheetColumn
from core.exchange.sheet import Sheet
from core.exchange.values import text
from core.exchange.writer import Value
from core.exports import Export
from core.list_specs import Column, ListSpec, ordered
from core.lists import Asked
from core.tables import Sort
from customers.access import Perm
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.models import Customer
from marketing.models import LoyaltyAccount

_AT_A_TIME = 2_000


def _found(actor: Actor, asked: Asked) -> QuerySet[LoyaltyAccount]:
    if not actor.is_on(AddOn.LOYALTY):  # an export asks here, too
        return LoyaltyAccount.objects.none()
    seen = Customer.objects.visible_to(actor)
    found = LoyaltyAccount.objects.filter(customer__in=seen).select_related("customer__main_group")
    for word in asked.get("q", "").split()[:4]:
        found = found.filter(
            Q(customer__name__icontains=word) | Q(customer__number__istartswith=word)
        )
    view = asked.get("view", "")
    if view == "owed":
        return found.filter(owed__gt=0)
    return found if view == "all" else found.filter(Q(balance__gt=0) | Q(owed__gt=0))


POINTS_LIST = ListSpec(
    name="points",
    label=_("Points"),
    sorts={
        "balance": Sort.by("balance", label=_("Points"), descending_first=True),
        "customer": Sort.by("customer__name", label=_("Customer")),
    },
    columns=(
        Column("customer", _("Customer"), sort="customer", is_fixed=True),
        Column("group", _("Main group")),
        Column("balance", _("Points"), sort="balance", is_number=True),
        Column("owed", _("Owed"), is_number=True),
    ),
    filters=lambda _actor: (),
    found=_found,
    views=(("some", _("With points")), ("owed", _("Owing")), ("all", _("All"))),
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)


@lru_cache(maxsize=1)
def _sheet(_currency: str) -> Sheet:
    """One row = one customer. Points come by orders and adjustments, never by a sheet."""
    return Sheet(
        name="points",
        label=_("Points"),
        columns=(
            SheetColumn("number", _("Customer number"), text),
            SheetColumn("customer", _("Customer"), text),
            SheetColumn("group", _("Main group"), text),
            SheetColumn("points", _("Points"), text),
            SheetColumn("owed", _("Owed"), text),
        ),
        key=("number",),
    )


def _rows(_actor: Actor, accounts: QuerySet[LoyaltyAccount]) -> Iterator[Sequence[Value]]:
    for each in accounts.iterator(chunk_size=_AT_A_TIME):
        customer = each.customer
        group = customer.main_group.name
        yield [customer.number, customer.name, group, each.balance, each.owed]


POINTS = Export(
    name="points",
    label=_("Points"),
    sheet=_sheet,
    found=ordered(POINTS_LIST),
    rows=_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
)
