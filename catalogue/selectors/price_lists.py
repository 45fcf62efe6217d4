"""Price lists found and opened, and whom each is for."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category, PriceList, PriceListConnection, Variant
from core.tables import Sort
from customers.actors import Actor
from customers.models import PricingTier

LIST_SORTS = {
    "name": Sort.by("name", label=_("Name")),
    "from": Sort.by("valid_from", label=_("Valid from"), descending_first=True),
    "until": Sort.by("valid_until", label=_("Valid until"), nullable=True),
}
BUYER_SORTS = {"newest": Sort.by("pk", label=_("Connected"), descending_first=True)}
_SHOWN_BUYERS = 4


def price_lists(actor: Actor, *, text: str = "", state: str = "") -> "QuerySet[PriceList]":
    """Lists by part of their name; `state`: now, later or ended. One query more for whom.

    `is_connected`: it is for somebody, whether the actor sees them or not.
    """
    today = timezone.localdate()
    buyers = _with_buyers(actor).order_by("pk")[: _SHOWN_BUYERS + 1]
    anybody = PriceListConnection.objects.filter(price_list=OuterRef("pk"))
    found = PriceList.objects.prefetch_related(
        Prefetch("connections", buyers, to_attr="shown")
    ).annotate(is_connected=Exists(anybody))
    if text:
        found = found.filter(name__icontains=text)
    match state:
        case "now":
            found = found.filter(
                Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today
            )
        case "later":
            found = found.filter(valid_from__gt=today)
        case "ended":
            found = found.filter(valid_until__lt=today)
    return found


def _with_buyers(actor: Actor) -> "QuerySet[PriceListConnection]":
    named = PriceListConnection.objects.naming_seen(actor)
    found: QuerySet[PriceListConnection] = named.select_related(
        "customer", "group", "segment", "tier"
    )
    return found


def price_list_of(list_id: int) -> PriceList:
    """Or Http404."""
    found = PriceList.objects.filter(pk=list_id).first()
    if found is None:
        raise Http404
    return found


def connections_of(actor: Actor, price_list: PriceList) -> "QuerySet[PriceListConnection]":
    """Whom the list is for, as far as the actor knows of them."""
    return _with_buyers(actor).filter(price_list=price_list)


def unseen_connections(actor: Actor, price_list: PriceList) -> int:
    """How many more it is for, of other sales teams. Two queries for a member of a team."""
    if actor.team_ids is None:
        return 0
    everyone = PriceListConnection.objects.filter(price_list=price_list)
    return everyone.count() - connections_of(actor, price_list).count()


def lists_of_tier(tier: PricingTier) -> Sequence[PriceList]:
    """The price lists connected to a tier, by name. One query."""
    return list(PriceList.objects.filter(connections__tier=tier).order_by("name"))


def variant_of(variant_id: int) -> Variant:
    """With its product, or Http404."""
    found = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if found is None:
        raise Http404
    return found


def categories_meant(text: str) -> Sequence[Category]:
    """The category with this address, else those with this name: one when it is clear, at most
    four. One query."""
    asked = text.strip().strip("/")
    found = list(
        Category.objects.filter(Q(path=asked) | Q(name__iexact=asked)).order_by("path")[:4]
    )
    return [each for each in found if each.path == asked] or found
