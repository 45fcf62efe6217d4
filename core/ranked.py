"""Sums by somebody or something, the largest first, paged by key. Knows no shop; never counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

PAGE_SIZE = 50

_signer = Signer(salt="core.ranked.cursor")


@dataclass(frozen=True)
class RankedPage:
    """Some of the sums. `larger` and `smaller` are the cursors before and after, or None."""

    rows: Sequence[Mapping[str, Any]]
    larger: str | None = None
    smaller: str | None = None


def ranked_page(
    groups: QuerySet[Any, dict[str, Any]],
    *,
    keys: Sequence[str],
    cursor: str,
    size: int = PAGE_SIZE,
) -> RankedPage:
    """`groups` is grouped by `keys` (`.values(*keys)`) with its sum as `net`. One query, maybe two.

    A cursor that is damaged means the first page.
    """
    way, at = _read(cursor, len(keys))
    if way == "before":
        found = list(_before(groups, keys, at)[: size + 1])[::-1]
        if len(found) <= size:  # the beginning is near: show it as a whole page
            return ranked_page(groups, keys=keys, cursor="", size=size)
        found = found[1:]
        return RankedPage(
            found, _cursor("before", keys, found[0]), _cursor("after", keys, found[-1])
        )
    asked = _after(groups, keys, at) if way == "after" else groups
    found = list(in_rank(asked, keys)[: size + 1])
    if way == "after" and not found:  # what was there has gone
        return ranked_page(groups, keys=keys, cursor="", size=size)
    shown = found[:size]
    return RankedPage(
        shown,
        _cursor("before", keys, shown[0]) if way == "after" else None,
        _cursor("after", keys, shown[-1]) if len(found) > size else None,
    )


def in_rank(
    groups: QuerySet[Any, dict[str, Any]], keys: Sequence[str]
) -> QuerySet[Any, dict[str, Any]]:
    """All of them in the order in which `ranked_page` pages through them."""
    return groups.order_by("-net", *keys)


def _after(
    groups: QuerySet[Any, dict[str, Any]], keys: Sequence[str], at: Sequence[Any]
) -> QuerySet[Any, dict[str, Any]]:
    return groups.filter(Q(net__lt=at[0]) | Q(net=at[0]) & _beyond(keys, at[1:], "gt"))


def _before(
    groups: QuerySet[Any, dict[str, Any]], keys: Sequence[str], at: Sequence[Any]
) -> QuerySet[Any, dict[str, Any]]:
    found = groups.filter(Q(net__gt=at[0]) | Q(net=at[0]) & _beyond(keys, at[1:], "lt"))
    return found.order_by("net", *(f"-{key}" for key in keys))


def _beyond(keys: Sequence[str], values: Sequence[Any], comparison: str) -> Q:
    """Rows whose keys, read as one, come after (gt) or before (lt) `values`."""
    same, beyond = Q(), Q(pk__in=[])
    for key, value in zip(keys, values, strict=True):
        beyond |= same & Q(**{f"{key}__{comparison}": value})
        same &= Q(**{key: value})
    return beyond


def _cursor(way: str, keys: Sequence[str], row: Mapping[str, Any]) -> str:
    return _signer.sign_object([way, str(row["net"]), *(row[key] for key in keys)])


def _read(cursor: str, width: int) -> tuple[str, Sequence[Any]]:
    try:
        way, net, *values = _signer.unsign_object(cursor)
        return (way, [Decimal(net), *values]) if len(values) == width else ("", ())
    except (BadSignature, ValueError, InvalidOperation):
        return "", ()
