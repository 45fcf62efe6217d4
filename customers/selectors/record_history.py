"""Who changed what of a customer or a group, read from the history that triggers write."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from core.reasons import Text
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    Membership,
    PricingTier,
    SalesTeam,
    User,
)

# The newest that are read; a customer loaded every night has thousands.
MOST_EVENTS = 200
_LONGEST = 160
_AMOUNTS = frozenset({"allowed_outstanding", "amount", "break_point", "value_net", "fee_net"})
_LEFT_OUT = frozenset({"id", "created_at", "is_built_in", "origin"})
_NAMED: Mapping[str, Any] = {
    "main_group_id": CustomerGroup,
    "pricing_tier_id": PricingTier,
    "sales_team_id": SalesTeam,
    "next_approver_id": Membership,
    "delivery_address_id": Address,
}
_PERSON = Concat("first_name", Value(" "), "last_name")
_SEAT = Concat("user__first_name", Value(" "), "user__last_name", Value(", "), "customer__name")
_ADDED, _REMOVED = _("Document added"), _("Document deleted")


@dataclass(frozen=True)
class Changed:
    """One fact before and after. Amounts are Decimals, yes and no are bools."""

    label: Text
    old: Any
    new: Any
    is_amount: bool = False
    sku: str = ""

    @property
    def nothing(self) -> Text:
        """An amount that is not set."""
        return _("none")


@dataclass
class Entry:
    """What somebody did at one moment. `who` is "" for the shop itself, `acted_by` who really."""

    at: datetime
    who: str = ""
    acted_by: str = ""
    is_import: bool = False
    changes: list[Changed] = field(default_factory=list)


@dataclass(frozen=True)
class _Event:
    """One row of history: its context's id, or its own when it has none."""

    key: str
    at: datetime
    metadata: Mapping[str, Any]
    changes: Sequence[tuple[str, Any, Any]]  # (column, before, after); "" = the record is new


def customer_history(customer: Customer) -> tuple[list[Entry], bool]:
    """The newest first, and whether there is more. At most seven queries."""
    return _history(customer, "customers.CustomerEvent", {"customer_id": customer.pk})


def group_history(group: CustomerGroup) -> tuple[list[Entry], bool]:
    """As `customer_history`."""
    return _history(group, "customers.CustomerGroupEvent", {"group_id": group.pk})


def _history(
    record: Customer | CustomerGroup, events: str, owner: Mapping[str, int]
) -> tuple[list[Entry], bool]:
    own, more = _own_events(record, apps.get_model(events))
    documents, more_documents = _document_events(owner)
    entries: dict[str, Entry] = {}
    metadata: dict[str, Mapping[str, Any]] = {}
    words = words_of(type(record))
    names = names_in(event.changes for event in own)
    for event in sorted([*own, *documents], key=lambda event: event.at, reverse=True):
        entry = entries.setdefault(event.key, Entry(event.at))
        entry.changes += [shown(change, words, names) for change in event.changes]
        metadata[event.key] = event.metadata
    say_who(entries, metadata)
    told = [entry for entry in entries.values() if entry.changes]
    return told, more or more_documents


def _own_events(record: Any, model: Any) -> tuple[list[_Event], bool]:
    """Each row holds what the record was after; what it was before stands in the one before."""
    history = model.objects.filter(pgh_obj=record.pk).select_related("pgh_context")
    rows = list(history.order_by("-pgh_id")[: MOST_EVENTS + 1])
    events = []
    for row, older in zip(rows[:MOST_EVENTS], [*rows[1:], None], strict=False):
        if older is not None:
            changes = differences(older, row)
        else:
            changes = [("", "", row.name)] if row.pgh_label == "insert" else []
        events.append(_event(row, changes))
    return events, len(rows) > MOST_EVENTS


def differences(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    columns = [
        column
        for column in type(after)._meta.concrete_fields
        if not column.name.startswith("pgh_") and column.name not in _LEFT_OUT
    ]
    pairs = [(column, _said(column, before), _said(column, after)) for column in columns]
    return [(column.attname, old, new) for column, old, new in pairs if old != new]


def _said(column: Any, row: Any) -> Any:
    """The value, or its word where there are few."""
    value = getattr(row, column.attname)
    if column.flatchoices and value:
        return str(dict(column.flatchoices).get(value, value))
    return value


def _document_events(owner: Mapping[str, int]) -> tuple[list[_Event], bool]:
    """Documents that came and went; what is in them is not told."""
    model: Any = apps.get_model("customers.DocumentEvent")
    history = model.objects.filter(**owner, pgh_label__in=("insert", "delete"))
    rows = list(history.select_related("pgh_context").order_by("-pgh_id")[: MOST_EVENTS + 1])
    events = [
        _event(row, [_came_or_went(row.pgh_label == "delete", row.title)])
        for row in rows[:MOST_EVENTS]
    ]
    return events, len(rows) > MOST_EVENTS


def _came_or_went(is_gone: bool, title: str) -> tuple[str, Any, Any]:
    return ("_removed", title, "") if is_gone else ("_added", "", title)


def _event(row: Any, changes: Sequence[tuple[str, Any, Any]]) -> _Event:
    context = row.pgh_context
    key = str(context.pk) if context else f"{type(row).__name__}-{row.pgh_id}"
    return _Event(key, row.pgh_created_at, context.metadata if context else {}, changes)


def words_of(model: type[Any]) -> Mapping[str, Text]:
    words: dict[str, Text] = {
        column.attname: column.verbose_name for column in model._meta.concrete_fields
    }
    new = _("New customer") if model is Customer else _("New customer group")
    return words | {"": new, "_added": _ADDED, "_removed": _REMOVED}


def names_in(
    events: Iterable[Sequence[tuple[str, Any, Any]]],
    others: Mapping[str, Any] = MappingProxyType({}),
) -> Mapping[str, Mapping[Any, str]]:
    """Groups, tiers and teams, and `others`, by name. A query for each kind that changed."""
    named = {**_NAMED, **others}
    ids: defaultdict[str, set[Any]] = defaultdict(set)
    for changes in events:
        for name, old, new in changes:
            if name in named:
                ids[name] |= {old, new} - {None}
    return {name: names_of(named[name], found) for name, found in ids.items()}


def names_of(model: type[Any], ids: Iterable[Any]) -> Mapping[Any, str]:
    """The records of these ids by name; a connection by its person and customer. One query."""
    told_by: Any = {User: _PERSON, Membership: _SEAT}.get(model, "name")
    rows = model.objects.filter(pk__in=set(ids) - {None}).order_by()
    return dict(rows.values_list("pk", told_by))


def shown(
    change: tuple[str, Any, Any],
    words: Mapping[str, Text],
    names: Mapping[str, Mapping[Any, str]],
) -> Changed:
    name, old, new = change
    if name in names:
        old, new = (names[name].get(value, "") for value in (old, new))
    return Changed(
        words.get(name, name), _short(name, old), _short(name, new), is_amount=name in _AMOUNTS
    )


def _short(name: str, value: Any) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:_LONGEST]}…"
    if isinstance(value, Decimal) and name not in _AMOUNTS:
        return f"{value.normalize():f}".replace(".", ",")
    return "" if value is None and name not in _AMOUNTS else value


def say_who(entries: Mapping[str, Entry], metadata: Mapping[str, Mapping[str, Any]]) -> None:
    """Puts in who did it. One query."""
    ids = {
        data[key]
        for data in metadata.values()
        for key in ("user", "acted_by")
        if isinstance(data.get(key), int)
    }
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}
    for key, entry in entries.items():
        data = metadata[key]
        entry.who = people.get(data.get("user"), "")
        entry.acted_by = people.get(data.get("acted_by"), "")
        entry.is_import = str(data.get("action", "")).startswith("import")
