"""The order of rows that people move one step at a time."""

from typing import Any, Literal

from django.db.models import QuerySet

Way = Literal["up", "down"]


def moved(rows: QuerySet[Any], pk: int, way: Way) -> bool:
    """Whether the row could change places with its neighbour; positions become 0, 1, 2 …

    `rows` are all that share the order, few enough to be read. Whoever calls has locked them.
    """
    ordered = list(rows.order_by("position", "pk"))
    place = next((index for index, row in enumerate(ordered) if row.pk == pk), None)
    if place is None:
        return False
    other = place - 1 if way == "up" else place + 1
    if not 0 <= other < len(ordered):
        return False
    ordered[place], ordered[other] = ordered[other], ordered[place]
    changed = [row for index, row in enumerate(ordered) if row.position != index]
    for index, row in enumerate(ordered):
        row.position = index
    rows.model._default_manager.bulk_update(changed, ["position"])
    return True
