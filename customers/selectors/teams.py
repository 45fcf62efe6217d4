"""Sales teams for their pages: who is in them, and whom they look after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from core.http import get_visible_or_404
from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, SalesTeam, StaffRole, User
from customers.querysets import CustomerQuerySet, UserQuerySet
from customers.search import customers_matching

TEAM_SORTS = {"name": Sort.by("name", label=_("Name"))}
TEAM_CUSTOMER_SORTS = {"name": Sort.by("name", label=_("Company"))}
COUNTED_AT_MOST = 1000
SHOWN = 200  # members, groups, and teams to choose among: nobody has more
_FOUND = 8


class _CountUpTo(Subquery):
    """How many rows a question finds, counted no further than its own slice."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS found)"
    output_field = IntegerField()


def team_list(actor: Actor, *, text: str = "") -> "QuerySet[SalesTeam]":
    """Each with `.customer_count`, counted to COUNTED_AT_MOST, and its members by name."""
    people = User.objects.order_by("last_name", "first_name", "pk")
    own = Customer.objects.filter(sales_team=OuterRef("pk"))
    grouped = Customer.objects.filter(sales_team=None, main_group__sales_team=OuterRef("pk"))
    both = own.order_by().values("pk").union(grouped.order_by().values("pk"), all=True)
    found = (
        SalesTeam.objects.visible_to(actor)
        .annotate(customer_count=_CountUpTo(both[:COUNTED_AT_MOST]))
        .prefetch_related(Prefetch("members", people, to_attr="people"))
    )
    for word in text.split()[:5]:
        found = found.filter(Q(name__icontains=word) | Q(pk__in=_with_member(word)))
    return found


def _with_member(word: str) -> QuerySet[Any, Any]:
    people = User.objects.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    through = SalesTeam.members.through.objects.filter(user__in=people.values("pk"))
    return through.values("salesteam")


def team_of(actor: Actor, team_id: int) -> SalesTeam:
    return get_visible_or_404(SalesTeam, actor, pk=team_id)


def teams() -> Sequence[SalesTeam]:
    """The teams to choose among, by name. One query."""
    return list(SalesTeam.objects.order_by("name", "pk")[:SHOWN])


def members_of(team: SalesTeam) -> Sequence[User]:
    return list(team.members.order_by("last_name", "first_name", "pk")[:SHOWN])


def groups_of(team: SalesTeam) -> Sequence[CustomerGroup]:
    return list(team.groups.order_by("name")[:SHOWN])


def customers_of_team(actor: Actor, team: SalesTeam, *, text: str = "") -> CustomerQuerySet:
    """Whom the team looks after, each with `.is_by_itself`: else through its main group."""
    found: CustomerQuerySet = Customer.objects.visible_to(actor).select_related("main_group")
    by_group = Q(sales_team=None, main_group__sales_team=team)
    found = found.filter(Q(sales_team=team) | by_group).annotate(is_by_itself=F("sales_team"))
    return customers_matching(found, text) if text.strip() else found


@dataclass(frozen=True, slots=True)
class People:
    members: Sequence[User]
    to_add: Sequence[User] = ()


def people_for(team: SalesTeam, text: str) -> People:
    """The members, and with a text those of the sales staff to add, by name. One query."""
    if not text:
        return People(members_of(team))
    members = team.members.annotate(is_there=Value(1)).order_by("last_name", "first_name", "pk")
    others = _people_to_add(team, text).annotate(is_there=Value(0))
    both: Any = members[:SHOWN].union(others[:_FOUND], all=True)
    rows = list(both.order_by("last_name", "first_name", "pk"))
    return People(
        members=[user for user in rows if user.is_there],
        to_add=[user for user in rows if not user.is_there],
    )


def _people_to_add(team: SalesTeam, text: str) -> UserQuerySet:
    """Sales staff by part of name or e-mail who are not in the team."""
    sales: UserQuerySet = User.objects.active().filter(staff_role=StaffRole.SALES)
    found = sales.exclude(sales_teams=team)
    for word in text.split()[:5]:
        hit = Q(first_name__icontains=word) | Q(last_name__icontains=word)
        found = found.filter(hit | Q(email__icontains=word))
    return found.order_by("last_name", "first_name", "pk")


def groups_to_add(team: SalesTeam, text: str) -> Sequence[CustomerGroup]:
    """Groups by part of the name that the team does not look after, with their team. One query."""
    found = CustomerGroup.objects.exclude(sales_team=team).select_related("sales_team")
    for word in text.split()[:5]:
        found = found.filter(name__icontains=word)
    return list(found.order_by("name")[:_FOUND])


def customers_to_add(actor: Actor, team: SalesTeam, text: str) -> Sequence[Customer]:
    """Customers that match and are not the team's own, with the team they have. One query."""
    found = customers_matching(Customer.objects.visible_to(actor), text)
    found = found.exclude(sales_team=team).select_related("sales_team", "main_group__sales_team")
    return list(found.order_by("name", "pk")[:_FOUND])


def looked_after_by(customer: Customer) -> SalesTeam | None:
    """The customer's team, its own or its main group's. At most two queries."""
    return customer.sales_team or customer.main_group.sales_team
