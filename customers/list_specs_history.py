"""The list of what was changed, as data (core/list_specs.py)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.list_specs import Column, ListSpec
from core.lists import OFFERED_AT_MOST, AnyFilter, Asked, DayFilter, NamedFilter
from customers.access import Perm
from customers.actors import Actor
from customers.models import User
from customers.search import users_matching
from customers.selectors.history_list import HISTORY_SORTS, KINDS, Kind, history


def kind_of(asked: Asked) -> Kind:
    """The kind that the address names, else the first."""
    return KINDS.get(asked.get("view", "")) or next(iter(KINDS.values()))


def _id_in(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _person_named(actor: Actor, value: str) -> str | None:
    pk = _id_in(value)
    user = User.objects.visible_to(actor).filter(pk=pk).first() if pk is not None else None
    return user.full_name if user is not None else None


def _people_like(actor: Actor, text: str) -> Sequence[tuple[str, str]]:
    found = users_matching(User.objects.visible_to(actor), text)
    people = found.order_by("last_name", "first_name", "pk")[:OFFERED_AT_MOST]
    return [(str(user.pk), f"{user.full_name}, {user.email}") for user in people]


def _record_named(value: str) -> str | None:
    """A number: whose it is stands in the rows. It comes from a card and is not typed."""
    return value if _id_in(value) is not None else None


def _none_like(_text: str) -> Sequence[tuple[str, str]]:
    return ()


def _filters(actor: Actor) -> Sequence[AnyFilter]:
    return (
        NamedFilter(
            "by", _("Changed by"), partial(_person_named, actor), partial(_people_like, actor)
        ),
        NamedFilter("of", _("Record"), _record_named, _none_like),
        DayFilter("from", _("From")),
        DayFilter("to", _("To")),
    )


def _found(actor: Actor, asked: Asked) -> "QuerySet[Any, Any]":
    return history(
        actor,
        kind=kind_of(asked),
        of=_id_in(asked.get("of", "")),
        by=_id_in(asked.get("by", "")),
        first=_day(asked.get("from", "")),
        last=_day(asked.get("to", "")),
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


HISTORY_LIST = ListSpec(
    name="history",
    label=_("History"),
    sorts=HISTORY_SORTS,
    columns=(
        Column("at", _("When"), sort="at", is_fixed=True),
        Column("record", _("Record")),
        Column("who", _("Who")),
        Column("what", _("What")),
    ),
    filters=_filters,
    found=_found,
    views=tuple((kind.name, kind.label) for kind in KINDS.values()),
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
