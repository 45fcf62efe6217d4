"""Sales teams: made and renamed, who is in them, and whose customers are theirs (N-31)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit import deed, use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Customer, CustomerGroup, SalesTeam, User
from customers.policies import may_be_in_team, may_change_teams
from customers.selectors.customer_import import among
from customers.teams import team_id_of

MOST_NUMBERS = 20_000
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Given:
    """A customer that a team now looks after; `before` is the team that did, "" = none."""

    customer: Customer
    before: str


@dataclass(frozen=True, slots=True)
class Connected:
    """What became of each number: given, theirs already, or not a customer's.

    `gift` is what `team_undo.take_back_customers` needs to know.
    """

    given: Sequence[Given] = ()
    already: Sequence[Customer] = ()
    unknown: Sequence[str] = ()
    gift: str = ""


@use_case("team.create")
def create_team(*, actor: Actor, name: str) -> SalesTeam:
    require(may_change_teams(actor))
    return _named(SalesTeam(), name)


@use_case("team.rename")
def rename_team(*, actor: Actor, team_id: int, name: str) -> SalesTeam:
    require(may_change_teams(actor))
    return _named(locked_team(team_id), name)


def _named(team: SalesTeam, name: str) -> SalesTeam:
    team.name = " ".join(name.split())
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        refused = Refused(_("There is already a sales team with this name."), "name_taken")
        raise CustomersRefused(refused) from error
    return team


@use_case("team.delete")
def delete_team(*, actor: Actor, team_id: int) -> None:
    """Its customers and groups are then looked after by no team of their own."""
    require(may_change_teams(actor))
    locked_team(team_id).delete()


def locked_team(team_id: int) -> SalesTeam:
    """The team's row, held: members and customers come and go one after the other."""
    found = SalesTeam.objects.select_for_update().filter(pk=team_id).first()
    if found is None:
        raise CustomersRefused(Refused(_("This sales team has been removed."), "gone"))
    return found


@use_case("team.add-member")
def add_member(*, actor: Actor, team_id: int, user: User) -> None:
    """From their next page on the person sees this team's customers, and no others'."""
    require(may_change_teams(actor))
    team = locked_team(team_id)
    require(may_be_in_team(User.objects.select_for_update(no_key=True).get(pk=user.pk)))
    team.members.add(user)


@use_case("team.remove-member")
def remove_member(*, actor: Actor, team_id: int, user: User) -> None:
    require(may_change_teams(actor))
    locked_team(team_id).members.remove(user)


@use_case("team.connect-group")
def give_group(*, actor: Actor, group_id: int, team_id: int | None) -> CustomerGroup:
    """The team looks after the group's customers that have none of their own; None = no team."""
    require(may_change_teams(actor))
    team = locked_team(team_id) if team_id is not None else None
    group: CustomerGroup = CustomerGroup.objects.select_for_update(no_key=True).get(pk=group_id)
    group.sales_team = team
    group.save(update_fields=["sales_team"])
    return group


@use_case("team.connect-customer")
def give_customer(*, actor: Actor, customer_id: int, team_id: int | None) -> Customer:
    """Whoever edits the customer at the same time as another team's member waits, and is refused.

    None: its main group's team looks after it.
    """
    require(may_change_teams(actor))
    team = locked_team(team_id) if team_id is not None else None
    customer: Customer = Customer.objects.select_for_update(no_key=True).get(pk=customer_id)
    customer.sales_team = team
    customer.save(update_fields=["sales_team"])
    return customer


@use_case("team.connect-customers")
def give_customers(*, actor: Actor, team_id: int, numbers: Sequence[str]) -> Connected:
    """The customers with these numbers, in any letter case; each is told of once.

    All that are known are given, whoever looked after them before. Raises CustomersRefused.
    """
    require(may_change_teams(actor))
    if len(numbers) > MOST_NUMBERS:
        raise CustomersRefused(Refused(_("At most 20 000 numbers at a time."), "too_many"))
    team = locked_team(team_id)
    names: Mapping[int, str] = dict(SalesTeam.objects.values_list("pk", "name"))
    given: list[Given] = []
    already: list[Customer] = []
    unknown: list[str] = []
    asked = {number.lower(): number for number in reversed(numbers)}
    _hold(list(asked.values()))
    for some in _parts(list(reversed(asked.values()))):
        found = _locked(some)
        unknown += [number for number in some if number.lower() not in found]
        moved = []
        for customer in found.values():
            before = team_id_of(customer)
            if before == team.pk:
                already.append(customer)
            else:
                given.append(Given(customer, names.get(before, "") if before else ""))
                moved.append(customer.pk)
        Customer.objects.filter(pk__in=moved).update(sales_team=team)
    return Connected(given, already, unknown, gift=deed())


def _hold(numbers: Sequence[str]) -> None:
    """All the customers at once, by id: whoever takes another paste back holds them so, too."""
    held = Customer.objects.filter(number__in=among(_as_kept(numbers), "text")).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk"))


def _parts(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]


def _locked(numbers: Sequence[str]) -> Mapping[str, Customer]:
    """By number in lower case, in the order of ids. Numbers that differ only so: the first."""
    rows: Any = Customer.objects.select_related("main_group").filter(number__in=_as_kept(numbers))
    held = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    found: dict[str, Customer] = {}
    for customer in held:
        found.setdefault(customer.number.lower(), customer)
    return found


def _as_kept(numbers: Sequence[str]) -> Sequence[str]:
    """As written, in small and in capital letters: each is found by the unique index."""
    forms = ((number, number.lower(), number.upper()) for number in numbers)
    return sorted({form for three in forms for form in three})
