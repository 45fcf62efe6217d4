"""Which attributes of goods lists can be narrowed by."""

from collections.abc import Sequence

from catalogue.errors import require
from catalogue.models import FilterAttribute, Variant
from catalogue.policies import may_change_goods
from catalogue.services.audiences import lock_audiences
from catalogue.services.facet_due import refresh_soon
from core.audit import use_case
from customers.actors import Actor


@use_case("catalogue.filter_attributes")
def set_filter_attributes(*, actor: Actor, names: Sequence[str]) -> None:
    """These and no others, in this order.

    Goods that have one that came or went are counted anew: at once when they are few, else by
    the worker, some at a time. Raises `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    lock_audiences()
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    had = set(FilterAttribute.objects.values_list("name", flat=True))
    FilterAttribute.objects.exclude(name__in=wanted).delete()
    FilterAttribute.objects.bulk_create(
        (FilterAttribute(name=name, position=place) for place, name in enumerate(wanted)),
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["position"],
    )
    if changed := had.symmetric_difference(wanted):
        having = Variant.objects.filter(attributes__has_any_keys=sorted(changed)).order_by()
        refresh_soon(set(having.values_list("product_id", flat=True)))
