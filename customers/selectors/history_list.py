"""Changes of customers, people, rules and words of the shop as rows of a list: who, when, what.

One kind at a time (history_kinds.py): each has a table of its own, in the order of time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.days import within_days
from core.reasons import Text
from core.tables import Sort
from customers.actors import Actor
from customers.models import CustomerGroup, Segment, User
from customers.selectors.history_kinds import Kind
from customers.selectors.record_history import (
    Changed,
    differences,
    names_in,
    names_of,
    shown,
    words_of,
)
from customers.selectors.shop import personal_in_use, shop_settings

HISTORY_SORTS = {"at": Sort.by("pgh_id", label=_("When"), descending_first=True)}
_AT_A_TIME = 500
_Found = list[tuple[Any, list[tuple[str, Any, Any]]]]  # events with what each changed


@dataclass
class HistoryRow:
    """One change. `who` is "" for the shop itself, `acted_by` who really sat there."""

    kind: Kind
    at: datetime
    record: str
    record_id: int | None
    group_id: int | None = None  # of what is a group's instead of a customer's
    who: str = ""
    acted_by: str = ""
    is_import: bool = False
    changes: list[Changed] = field(default_factory=list)
    keys: Mapping[str, Any] = field(default_factory=dict)  # what else leads to its page
    is_the_shops: bool = False


def history(
    actor: Actor,
    *,
    kind: Kind,
    of: int | None = None,
    by: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> "QuerySet[Any, Any]":
    """The events of one kind that the actor may read of, to be paged and then told by `told`.

    `of`: about one record only; `by`: done by, or as, one person.
    """
    events: QuerySet[Any, Any] = kind.rows(kind.model).filter(kind.sees(actor))
    if of is not None:
        events = events.filter(**{kind.subject: of})
    if by is not None:
        events = events.filter(kind.done_by(by))
    return within_days(events, "pgh_created_at", first, last)


def told(kind: Kind, events: Sequence[Any]) -> list[HistoryRow]:
    """A page of events, each as what it changed. At most eight queries."""
    before = kind.model.objects.in_bulk(
        [event.before_id for event in events if event.before_id is not None]
    )
    owners, people = _owners(kind, events), _people(events)
    found = [
        (event, _changes(kind, event, before.get(event.before_id), owners)) for event in events
    ]
    if kind.of is User:
        found = _without_unused(found)
    words, names = _words(kind), names_in((changes for _event, changes in found), kind.named)
    rows = []
    for event, changes in found:
        data = _metadata(event)
        record_id, group_id = owners.ids(event)
        rows.append(
            HistoryRow(
                kind=kind,
                at=event.pgh_created_at,
                record=owners.record(event),
                record_id=record_id,
                group_id=group_id,
                who=people.get(data.get("user"), ""),
                acted_by=people.get(data.get("acted_by"), ""),
                is_import=str(data.get("action", "")).startswith("import"),
                changes=[shown(change, words, names) for change in changes],
                keys=kind.keys(event),
                is_the_shops=owners.is_the_shops(event),
            )
        )
    return rows


@dataclass(frozen=True)
class _Owners:
    """Whose the events' things are, by name."""

    kind: Kind
    records: Mapping[Any, str]
    groups: Mapping[Any, str]
    segments: Mapping[Any, str]

    def record(self, event: Any) -> str:
        """Whose it is; for what has a name beside that, the name too."""
        ids = [getattr(event, name, None) for name in (self.kind.subject, *_ELSE)]
        owner = self.records.get(ids[0]) or self.groups.get(ids[1]) or self.segments.get(ids[2])
        if self.kind.is_shops_too and self.is_the_shops(event):
            owner = gettext("The whole shop")
        return " · ".join(filter(None, (owner, self.kind.called(event))))

    def is_the_shops(self, event: Any) -> bool:
        if not self.kind.is_owned:
            return self.kind.of is None
        return not any(getattr(event, name, None) for name in (self.kind.subject, *_ELSE))

    def ids(self, event: Any) -> tuple[int | None, int | None]:
        """Of the record and of the group, for the way to them; None for one that is gone."""
        record, group = getattr(event, self.kind.subject), getattr(event, "group_id", None)
        if self.kind.is_owned:
            return record if record in self.records else None, (
                group if group in self.groups else None
            )
        return record, group

    def name(self, event: Any) -> str:
        """What came or went is called so."""
        if self.kind.name == "further":
            return self.groups.get(event.customergroup_id, "")
        own = getattr(event, self.kind.own_name) if self.kind.own_name else None
        return str(own or self.kind.called(event) or self.record(event))


_ELSE = ("group_id", "segment_id")


def _owners(kind: Kind, events: Sequence[Any]) -> _Owners:
    """A query for each sort of owner."""
    column = "customergroup_id" if kind.name == "further" else "group_id"
    groups = {getattr(event, column, None) for event in events} if kind.has_group else set()
    segments = {getattr(event, "segment_id", None) for event in events} - {None}
    ids = [getattr(event, kind.subject) for event in events]
    return _Owners(
        kind,
        names_of(kind.of, ids) if kind.of is not None else {},
        names_of(CustomerGroup, groups) if groups - {None} else {},
        names_of(Segment, segments) if segments else {},
    )


def rows_told(kind: Kind, events: "QuerySet[Any, Any]") -> Iterator[HistoryRow]:
    """All of them as a stream, for a file. Seven queries for each _AT_A_TIME."""
    batch: list[Any] = []
    for event in events.iterator(_AT_A_TIME):
        batch.append(event)
        if len(batch) == _AT_A_TIME:
            yield from told(kind, batch)
            batch = []
    yield from told(kind, batch)


def _changes(kind: Kind, event: Any, before: Any, owners: _Owners) -> list[tuple[str, Any, Any]]:
    name = owners.name(event)
    if event.pgh_label == "delete":
        return [("_removed", name, "")]
    if kind.in_full:
        told = differences(before or kind.model(), event)
        changes = [kind.said(change) for change in told if change[0] not in kind.left_out]
        return changes if before is not None else [("_added", "", name), *changes]
    if event.pgh_label == "insert":
        return [("_added", "", name)]
    return differences(before, event) if before is not None else [("_first", "", name)]


def _without_unused(found: _Found) -> _Found:
    """Not what the shop no longer asks people for (C20). One query where there is any."""
    if not any(
        name in ("title", "birthday") for _event, some in found for name, _old, _new in some
    ):
        return found
    unused = {"title", "birthday"} - {*personal_in_use(shop_settings())}
    return [(event, [each for each in some if each[0] not in unused]) for event, some in found]


def _words(kind: Kind) -> Mapping[str, Text]:
    words = dict(words_of(kind.model))
    return (
        words
        | {
            "_added": _("Added"),
            "_removed": _("Removed"),
            "_first": _("Changed, before history was kept"),
        }
        | dict(kind.words)
    )


def _metadata(event: Any) -> Mapping[str, Any]:
    """Who did it. A version says itself who made it."""
    if hasattr(event, "made_by_id"):
        return {"user": event.made_by_id}
    found: Mapping[str, Any] = event.pgh_context.metadata if event.pgh_context else {}
    return found


def _people(events: Sequence[Any]) -> Mapping[Any, str]:
    contexts = map(_metadata, events)
    ids = {data.get(key) for data in contexts for key in ("user", "acted_by")}
    return names_of(User, {pk for pk in ids if isinstance(pk, int)})


def kind_of_events(kinds: Iterable[Kind], events: "QuerySet[Any, Any]") -> Kind:
    """The kind that these events are of."""
    return next(kind for kind in kinds if kind.model is events.model)
