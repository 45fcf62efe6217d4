"""What every page's frame and its goods ask about the visitor, in one question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from approvals.selectors.requests import waiting_for
from catalogue.models import TreeVersion
from catalogue.selectors.visibility import agreed_items
from core.kept import KeptStatement
from core.money import ZERO
from core.prepared import Prepared
from customers.access import Perm
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.limits import LimitTerms, limit_period
from customers.models import Customer, CustomerGroup, GroupKind, Membership, User
from customers.periods import Period
from customers.selectors.profiles import PUBLISHED_LOOK, Look, look_in, whose_look
from marketing.models import Affiliate
from marketing.selectors.loyalty import balance_of
from orders.selectors.carts import CartGlance, cart_sums
from orders.selectors.limits import Spent, spent_sums

_MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Amounts ex VAT. `waiting` stops counting at 100; `spent` is of the limit's period today."""

    tree_version: UUID | None
    cart: CartGlance
    spent: Spent
    waiting: int
    has_assortment: bool
    is_affiliate: bool = False
    points: int = 0
    look: Look | None = None


def visit_facts(actor: Actor, cart_token: str, terms: LimitTerms | None) -> VisitFacts:
    """The frame's facts. One query; `terms` are those of the membership's purchase limit."""
    today = timezone.localdate()
    parts = [_Part("tree", _TREE, {}), *_cart_parts(actor, cart_token), *_look_parts(actor)]
    parts += _affiliate_parts(actor)
    if actor.membership is not None:
        parts += _member_parts(actor, actor.membership, limit_period(terms, today), today)
    answers = _ask(parts)
    cart = answers.get("cart") or (0, None)
    reserved, used = answers.get("spent") or (None, None)
    return VisitFacts(
        tree_version=(answers.get("tree") or (None,))[0],
        cart=CartGlance(lines=cart[0], net=cart[1] or Decimal("0.00")),
        spent=Spent(used=used or ZERO, reserved=reserved or ZERO),
        waiting=(answers.get("waiting") or (0,))[0],
        has_assortment=answers.get("agreed") is not None,
        is_affiliate=answers.get("affiliate") is not None,
        points=(answers.get("points") or (0,))[0],
        look=look_in(answers.get("look")),
    )


class _Part(NamedTuple):
    """A named question of at most one row, in the statement that asks them all."""

    name: str
    asked: Prepared[Any]
    values: Mapping[str, Any]
    counted: bool = False


@dataclass(frozen=True)
class _Joined:
    statement: KeptStatement
    widths: tuple[int, ...]


def _ask(parts: Sequence[_Part]) -> dict[str, tuple[Any, ...] | None]:
    """The row of each part, None for a part without one. One query."""
    joined = _joined(*((part.name, part.asked, part.counted) for part in parts))
    values = {f"{part.name}_{name}": value for part in parts for name, value in part.values.items()}
    (row,) = joined.statement.ask(values)
    answers: dict[str, tuple[Any, ...] | None] = {}
    start = 0
    for part, width in zip(parts, joined.widths, strict=True):
        end = start + 1 + width
        answers[part.name] = tuple(row[start + 1 : end]) if row[start] else None
        start = end
    return answers


@cache
def _joined(*parts: tuple[str, Prepared[Any], bool]) -> _Joined:
    """One statement for a visitor of this kind; a part that is counted has one column."""
    columns, joins, widths = [], [], []
    kinds: dict[str, type] = {}
    for name, asked, counted in parts:
        part = asked.part(name)
        text = f"SELECT count(*) FROM ({part.text}) row" if counted else part.text  # noqa: S608
        columns.append(f"{name}.*")
        joins.append(
            f"LEFT JOIN LATERAL (SELECT true, part.* FROM ({text}) part) {name} ON true"  # noqa: S608
        )
        kinds |= part.kinds
        widths.append(1 if counted else part.width)
    # Put together from the statements of querysets; every value is a parameter.
    text = f"SELECT {', '.join(columns)} FROM (SELECT) AS one {' '.join(joins)}"  # noqa: S608
    return _Joined(KeptStatement(text, kinds), tuple(widths))


_TREE: Prepared[Any] = Prepared(lambda: TreeVersion.objects.values_list("version"))


def _cart_parts(actor: Actor, token: str) -> list[_Part]:
    if actor.user is None:
        return [_Part("cart", _STRANGERS_CART, {"token": token})] if token else []
    values: dict[str, Any] = {"user_id": actor.user.pk}
    if actor.customer is not None:
        values["customer_id"] = actor.customer.pk
    if actor.acted_by is not None:
        values["acted_by_id"] = actor.acted_by.pk
    return [_Part("cart", _cart(actor.customer is not None, actor.is_acting), values)]


def _look_parts(actor: Actor) -> list[_Part]:
    customer_id, group_id = whose_look(actor)
    if customer_id is None and group_id is None:
        return []
    return [_Part("look", PUBLISHED_LOOK, {"customer_id": customer_id, "group_id": group_id})]


def _affiliate_parts(actor: Actor) -> list[_Part]:
    """Whether My pages have one more: that of a person with a link of their own."""
    if actor.user is None or not actor.is_on(AddOn.AFFILIATES):
        return []
    return [_Part("affiliate", _AFFILIATE, {"user_id": actor.user.pk})]


def _member_parts(
    actor: Actor, membership: Membership, period: Period | None, today: date
) -> list[_Part]:
    customer = membership.customer
    parts = [
        _Part(
            "agreed",
            _AGREED,
            {"customer_id": customer.pk, "group_id": customer.main_group_id, "day": today},
        )
    ]
    if actor.is_on(AddOn.LOYALTY) and actor.has(Perm.ORDER_PLACE) and not actor.is_guest:
        parts.append(_Part("points", _POINTS, {"customer_id": customer.pk}))
    if period is not None:
        days = {"first": period.starts_on, "last": period.ends_on}
        parts.append(_Part("spent", _SPENT, {"membership_id": membership.pk, **days}))
    if actor.has(Perm.APPROVAL_DECIDE):
        inside = customer.main_group_id if customer.main_group.is_organisation else customer.pk
        asked = _waiting(customer.main_group.is_organisation)
        values = {"membership_id": membership.pk, "inside_id": inside, "day": today}
        parts.append(_Part("waiting", asked, values, counted=True))
    return parts


@cache
def _cart(of_customer: bool, is_acting: bool) -> Prepared[Any]:
    """The open cart of somebody who is logged in."""

    def build(user_id: int, customer_id: int = 0, acted_by_id: int = 0) -> QuerySet[Any, Any]:
        membership = (
            Membership(customer=Customer(pk=customer_id, number="")) if of_customer else None
        )
        acted_by = User(pk=acted_by_id) if is_acting else None
        return cart_sums(Actor(User(pk=user_id), membership, acted_by), "")

    kinds = {"user_id": int}
    kinds |= {"customer_id": int} if of_customer else {}
    kinds |= {"acted_by_id": int} if is_acting else {}
    return Prepared(build, **kinds)


_STRANGERS_CART: Prepared[Any] = Prepared(lambda token: cart_sums(Actor(), token), token=str)


@cache
def _waiting(in_group: bool) -> Prepared[Any]:
    """What this membership is to decide; `inside_id` is its group's or its customer's."""

    def build(membership_id: int, inside_id: int, day: date) -> QuerySet[Any, Any]:
        kind = GroupKind.ORGANISATION if in_group else GroupKind.COMMERCIAL
        group = CustomerGroup(pk=inside_id, kind=kind)
        customer = Customer(pk=inside_id, number="", main_group=group)
        actor = Actor(membership=Membership(pk=membership_id, customer=customer))
        return waiting_for(actor, day=day).order_by().values("pk")[:_MOST_WAITING]

    return Prepared(build, membership_id=int, inside_id=int, day=date)


def _agreed_query(customer_id: int, group_id: int, day: date) -> QuerySet[Any, Any]:
    customer = Customer(pk=customer_id, number="", main_group_id=group_id)
    actor = Actor(membership=Membership(customer=customer))
    return agreed_items(actor, day=day).order_by().values_list("pk")[:1]


def _spent_query(membership_id: int, first: date, last: date) -> QuerySet[Any, Any]:
    sums = spent_sums(membership_id, first, last)
    member = Membership.objects.order_by().filter(pk=membership_id)
    return member.values_list(sums["reserved"], sums["used"])


_AFFILIATE: Prepared[Any] = Prepared(
    lambda user_id: Affiliate.objects.order_by().filter(user_id=user_id).values_list("pk"),
    user_id=int,
)
_POINTS: Prepared[Any] = Prepared(
    lambda customer_id: balance_of(customer_id).order_by().values_list("balance"),
    customer_id=int,
)
_AGREED: Prepared[Any] = Prepared(_agreed_query, customer_id=int, group_id=int, day=date)
_SPENT: Prepared[Any] = Prepared(_spent_query, membership_id=int, first=date, last=date)
