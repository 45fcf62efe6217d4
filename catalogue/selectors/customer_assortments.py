"""The agreement assortments on the cards of a customer and a group."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Assortment, PriceListConnection
from core.tables import Sort
from customers.models import Customer, CustomerGroup

AGREED_SORTS = {
    "from": Sort.by("valid_from", label=_("Valid from"), descending_first=True),
    "name": Sort.by("name", label=_("Name")),
}


def agreed_for(customer: Customer) -> "QuerySet[Assortment]":
    """All that the customer may look at one day: its own, its groups' and its segments'."""
    found: QuerySet[Assortment] = Assortment.objects.shown_to(customer)
    return found


def agreed_for_group(group: CustomerGroup, *, at_most: int = 50) -> Sequence[Assortment]:
    """Those that name the group, the newest first. One query."""
    return list(Assortment.objects.filter(groups=group).order_by("-valid_from", "pk")[:at_most])


def price_lists_for_group(
    group: CustomerGroup, *, at_most: int = 50
) -> Sequence[PriceListConnection]:
    """The price lists that name the group today. One query."""
    connections = PriceListConnection.objects.valid_on(timezone.localdate()).filter(group=group)
    return list(connections.select_related("price_list").order_by("pk")[:at_most])
