"""The list of what was changed, as data (core/list_specs.py)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.days import read_day
from core.list_specs import Column, ListSpec
from core.lists import AnyFilter, Asked, DayFilter, NamedFilter
from customers.access import Perm
from customers.actors import Actor
from customers.selectors.choosing import id_in, people_like, person_named
from customers.selectors.history_kinds import Kind
from customers.selectors.history_list import HISTORY_SORTS, history

Kinds = Mapping[str, Kind]


def kind_of(kinds: Kinds, asked: Asked) -> Kind:
    """The kind that the address names, else the first."""
    return kinds.get(asked.get("view", "")) or next(iter(kinds.values()))


def _record_named(value: str) -> str | None:
    """A number: whose it is stands in the rows. It comes from a card and is not typed."""
    return value if id_in(value) is not None else None


def _none_like(_text: str) -> Sequence[tuple[str, str]]:
    return ()


def _filters(actor: Actor) -> Sequence[AnyFilter]:
    return (
        NamedFilter(
            "by", _("Changed by"), partial(person_named, actor), partial(people_like, actor)
        ),
        NamedFilter("of", _("Record"), _record_named, _none_like),
        DayFilter("from", _("From")),
        DayFilter("to", _("To")),
    )


def _found(kinds: Kinds, actor: Actor, asked: Asked) -> "QuerySet[Any, Any]":
    return history(
        actor,
        kind=kind_of(kinds, asked),
        of=id_in(asked.get("of", "")),
        by=id_in(asked.get("by", "")),
        first=read_day(asked.get("from", "")),
        last=read_day(asked.get("to", "")),
    )


def history_spec(kinds: Kinds) -> "ListSpec[QuerySet[Any, Any]]":
    """The list of these kinds; what all of them are, orders know (orders/list_specs_history.py)."""
    return ListSpec(
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
        found=partial(_found, kinds),
        views=tuple((kind.name, kind.label) for kind in kinds.values()),
        perm_to_share=Perm.STAFF_VIEW_SHARE,
    )
