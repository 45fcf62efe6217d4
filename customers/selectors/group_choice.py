"""Customer groups to choose from in a form, however many the shop has."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models.functions import Lower

from customers.actors import Actor
from customers.models import CustomerGroup

FEW = 40
_SUGGESTED = 5


def few_groups(actor: Actor) -> Sequence[CustomerGroup] | None:
    """Every group by name, or None when there are more than FEW: then one writes the name.

    One query.
    """
    found = list(_seen(actor).order_by("name")[: FEW + 1])
    return found if len(found) <= FEW else None


def groups_called(actor: Actor, names: Collection[str]) -> Mapping[str, CustomerGroup]:
    """By name in lower case, as written in any. One query, none for none."""
    wanted = {name.lower() for name in names}
    if not wanted:
        return {}
    found = _seen(actor).annotate(called=Lower("name")).filter(called__in=wanted)
    return {group.name.lower(): group for group in found}


def groups_with_ids(ids: Collection[int]) -> list[CustomerGroup]:
    """By name. One query, none for none."""
    return list(CustomerGroup.objects.filter(pk__in=ids).order_by("name")) if ids else []


def names_like(actor: Actor, text: str) -> Sequence[str]:
    """A few names that hold every word of `text`. One query."""
    found = _seen(actor)
    for word in text.split()[:4]:
        found = found.filter(name__icontains=word)
    return list(found.order_by("name").values_list("name", flat=True)[:_SUGGESTED])


def _seen(actor: Actor) -> Any:
    return CustomerGroup.objects.visible_to(actor)
