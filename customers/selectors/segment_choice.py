"""Segments to choose from in a form, however many the shop has. All staff see their names."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models.functions import Lower

from customers.models import Segment

FEW = 40
_SUGGESTED = 5


def few_segments() -> Sequence[Segment] | None:
    """Every segment by name, or None when there are more than FEW: then one writes the name.

    One query.
    """
    found = list(Segment.objects.order_by("name")[: FEW + 1])
    return found if len(found) <= FEW else None


def segments_called(names: Collection[str]) -> Mapping[str, Segment]:
    """By name in lower case, as written in any. One query, none for none."""
    wanted = {name.lower() for name in names}
    if not wanted:
        return {}
    found = Segment.objects.annotate(called=Lower("name")).filter(called__in=wanted)
    return {segment.name.lower(): segment for segment in found}


def segments_like(text: str) -> Sequence[str]:
    """A few names that hold every word of `text`. One query."""
    found = Segment.objects.all()
    for word in text.split()[:4]:
        found = found.filter(name__icontains=word)
    return list(found.order_by("name").values_list("name", flat=True)[:_SUGGESTED])
