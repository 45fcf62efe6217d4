"""The kinds of things whose changes the back office tells of, and who may read them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.reasons import Text
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Membership, User

Change = tuple[str, Any, Any]  # a column, before, after


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


def _remembered(model: Any) -> "QuerySet[Any, Any]":
    """The events of a table, each with the id of the one before it of the same thing."""
    earlier = model.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    before = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    found: QuerySet[Any, Any] = model.objects.annotate(before_id=before)
    return found.select_related("pgh_context")


def _done_by(person: int) -> Q:
    data = "pgh_context__metadata__"
    return Q(**{f"{data}user": person}) | Q(**{f"{data}acted_by": person})


def _nameless(_event: Any) -> str:
    return ""


def _no_keys(_event: Any) -> Mapping[str, Any]:
    return {}


def _as_it_is(change: Change) -> Change:
    return change


@dataclass(frozen=True)
class Kind:
    """What is remembered of one kind of thing. `subject`: the column with the id of what a row is
    about, and `of`: whose name and card that is. `sees`: the border.

    `is_owned`: things of a customer or a group, `is_shops_too`: or of neither; each is `called`
    something of its own. `in_full`: a new one is told fact by fact too, but for columns that are
    `left_out`, as `said`. `rows` and `done_by` are others for what no trigger remembers.
    """

    name: str
    label: Text
    events: str
    sees: Callable[[Actor], Q]
    of: type[Any] | None
    subject: str = "pgh_obj_id"
    own_name: str = ""  # a column that says more than the subject's name
    is_owned: bool = False
    is_shops_too: bool = False
    in_full: bool = False
    called: Callable[[Any], str] = _nameless
    left_out: frozenset[str] = frozenset()
    said: Callable[[Change], Change] = _as_it_is
    words: Mapping[str, Text] = field(default_factory=dict)  # of columns that have none
    named: Mapping[str, Any] = field(default_factory=dict)  # columns and what they point to
    keys: Callable[[Any], Mapping[str, Any]] = _no_keys  # what else leads to its page
    rows: Callable[[Any], "QuerySet[Any, Any]"] = _remembered
    done_by: Callable[[int], Q] = _done_by

    @property
    def model(self) -> Any:
        return apps.get_model(self.events)

    @property
    def has_group(self) -> bool:
        return self.is_owned or self.name in ("further", "documents")


RECORDS: Mapping[str, Kind] = {
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
