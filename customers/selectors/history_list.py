"""Who changed which customer, person, group, connection, limit, document or address, as a list.

One kind at a time: each has a table of its own, whose rows are in the order of time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.days import within_days
from core.reasons import Text
from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Membership, User
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


def _inside(model: Any, column: str) -> Callable[[Actor], Q]:
    """Rows whose `column` is one of what the actor sees of the model."""

    def border(actor: Actor) -> Q:
        if actor.team_ids is None:
            return Q()
        return Q(**{f"{column}__in": model.objects.visible_to(actor).order_by().values("pk")})

    return border


def _documents(actor: Actor) -> Q:
    """Also of documents that are gone: told by whose they were."""
    if actor.team_ids is None:
        return Q()
    customers = Customer.objects.visible_to(actor).order_by().values("pk")
    groups = CustomerGroup.objects.with_customers_of(actor).order_by().values("pk")
    return Q(customer__in=customers) | Q(group__in=groups)


@dataclass(frozen=True)
class Kind:
    """What is remembered of one kind of thing. `subject`: the column with the id of what a row is
    about, and `of`: whose name and card that is. `sees`: the border."""

    name: str
    label: Text
    events: str
    sees: Callable[[Actor], Q]
    of: type[Any]
    subject: str = "pgh_obj_id"
    own_name: str = ""  # a column that says more than the subject's name

    @property
    def model(self) -> Any:
        return apps.get_model(self.events)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "customers",
            _("Customers"),
            "customers.CustomerEvent",
            _inside(Customer, "pgh_obj"),
            Customer,
        ),
        Kind("users", _("Users"), "customers.UserEvent", _inside(User, "pgh_obj"), User),
        Kind(
            "groups",
            _("Customer groups"),
            "customers.CustomerGroupEvent",
            _inside(CustomerGroup, "pgh_obj"),
            CustomerGroup,
        ),
        Kind(
            "memberships",
            _("Connections"),
            "customers.MembershipEvent",
            _inside(Membership, "pgh_obj"),
            Membership,
        ),
        Kind(
            "limits",
            _("Purchase limits"),
            "customers.PurchaseLimitEvent",
            _inside(Membership, "membership"),
            Membership,
            "membership_id",
        ),
        Kind(
            "documents",
            _("Documents"),
            "customers.DocumentEvent",
            _documents,
            Customer,
            "customer_id",
            "title",
        ),
        Kind(
            "addresses",
            _("Addresses"),
            "customers.AddressEvent",
            _inside(Customer, "customer"),
            Customer,
            "customer_id",
            "name",
        ),
        Kind(
            "further",
            _("Further groups"),
            "customers.FurtherGroupEvent",
            _inside(Customer, "customer"),
            Customer,
            "customer_id",
        ),
    )
}


@dataclass
class HistoryRow:
    """One change. `who` is "" for the shop itself, `acted_by` who really sat there."""

    kind: Kind
    at: datetime
    record: str
    record_id: int | None
    group_id: int | None = None  # of a document on a group
    who: str = ""
    acted_by: str = ""
    is_import: bool = False
    changes: list[Changed] = field(default_factory=list)


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
    events: QuerySet[Any, Any] = kind.model.objects.filter(kind.sees(actor))
    events = events.select_related("pgh_context")
    if of is not None:
        events = events.filter(**{kind.subject: of})
    if by is not None:
        data = "pgh_context__metadata__"
        events = events.filter(Q(**{f"{data}user": by}) | Q(**{f"{data}acted_by": by}))
    events = within_days(events, "pgh_created_at", first, last)
    earlier = kind.model.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    before = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    found: QuerySet[Any, Any] = events.annotate(before_id=before)
    return found


def told(kind: Kind, events: Sequence[Any]) -> list[HistoryRow]:
    """A page of events, each as what it changed. At most six queries."""
    before = kind.model.objects.in_bulk(
        [event.before_id for event in events if event.before_id is not None]
    )
    records = names_of(kind.of, [getattr(event, kind.subject) for event in events])
    people, groups = _people(events), _groups(kind, events)
    found = [
        (event, _changes(event, before.get(event.before_id), _name(kind, event, records, groups)))
        for event in events
    ]
    if kind.of is User:
        found = _without_unused(found)
    words, names = _words(kind), names_in(changes for _event, changes in found)
    rows = []
    for event, changes in found:
        data = event.pgh_context.metadata if event.pgh_context else {}
        subject = getattr(event, kind.subject)
        group_id = getattr(event, "group_id", None)
        rows.append(
            HistoryRow(
                kind=kind,
                at=event.pgh_created_at,
                record=records.get(subject) or groups.get(group_id, ""),
                record_id=subject,
                group_id=group_id,
                who=people.get(data.get("user"), ""),
                acted_by=people.get(data.get("acted_by"), ""),
                is_import=str(data.get("action", "")).startswith("import"),
                changes=[shown(change, words, names) for change in changes],
            )
        )
    return rows


def rows_told(kind: Kind, events: "QuerySet[Any, Any]") -> Iterator[HistoryRow]:
    """All of them as a stream, for a file. Seven queries for each _AT_A_TIME."""
    batch: list[Any] = []
    for event in events.iterator(_AT_A_TIME):
        batch.append(event)
        if len(batch) == _AT_A_TIME:
            yield from told(kind, batch)
            batch = []
    yield from told(kind, batch)


def _name(kind: Kind, event: Any, records: Mapping[Any, str], groups: Mapping[Any, str]) -> str:
    """What came or went is called so."""
    if kind.name == "further":
        return groups.get(event.customergroup_id, "")
    own = getattr(event, kind.own_name) if kind.own_name else None
    return str(own or records.get(getattr(event, kind.subject), ""))


def _changes(event: Any, before: Any, name: str) -> list[tuple[str, Any, Any]]:
    if event.pgh_label == "delete":
        return [("_removed", name, "")]
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
    return words | {
        "_added": _("Added"),
        "_removed": _("Removed"),
        "_first": _("Changed, before history was kept"),
    }


def _people(events: Sequence[Any]) -> Mapping[Any, str]:
    contexts = [event.pgh_context.metadata for event in events if event.pgh_context]
    ids = {data.get(key) for data in contexts for key in ("user", "acted_by")}
    return names_of(User, {pk for pk in ids if isinstance(pk, int)})


def _groups(kind: Kind, events: Sequence[Any]) -> Mapping[Any, str]:
    """Of what names a group beside a customer."""
    column = {"further": "customergroup_id", "documents": "group_id"}.get(kind.name)
    return names_of(CustomerGroup, {getattr(event, column) for event in events}) if column else {}


def kind_of_events(events: "QuerySet[Any, Any]") -> Kind:
    """The kind that these events are of."""
    return next(kind for kind in KINDS.values() if kind.model is events.model)
