"""Customers that pasted numbers gave to a sales team, given back to whom they were with before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.history import events_of
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Customer, SalesTeam
from customers.policies import may_change_teams
from customers.selectors.customer_import import among

_NOTHING = Refused(
    _("Nothing is taken back: these customers have gone to other teams since, or back already."),
    "changed_since",
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of the customers: as before, or as they are because somebody was there since."""

    back: int
    kept: Sequence[Customer]


@use_case("team.undo-connect-customers")
def take_back_customers(*, actor: Actor, team_id: int, gift: str) -> TakenBack:
    """Undoes one `give_customers`; `gift` is its `Connected.gift`.

    Each customer goes back only while it is as the gift left it: one that has changed team since,
    or whose team of before is gone, stays and is named. Raises CustomersRefused when none goes.
    """
    require(may_change_teams(actor))
    before = _before(team_id, gift)
    # Teams before customers, both by id, as everywhere: who gives away at the same time waits.
    wanted = {team_id, *(team for _event, team in before.values() if team is not None)}
    rows = SalesTeam.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    teams = {team.pk for team in rows}
    held = list(
        Customer.objects.select_for_update(no_key=True)
        .filter(pk__in=among(before))
        .order_by("pk")
        .only("pk", "name", "number", "sales_team_id")
    )
    moved_on = _moved_on(team_id, gift, before)
    goes: dict[int | None, list[int]] = {}
    kept = []
    for customer in held:
        _event, team = before[customer.pk]
        is_as_left = customer.sales_team_id == team_id and customer.pk not in moved_on
        if is_as_left and (team is None or team in teams):
            goes.setdefault(team, []).append(customer.pk)
        else:
            kept.append(customer)
    if not goes:
        raise CustomersRefused(_NOTHING)
    for team, ids in goes.items():
        Customer.objects.filter(pk__in=among(ids)).update(sales_team=team)
    kept.sort(key=lambda customer: (customer.name, customer.pk))
    return TakenBack(back=sum(map(len, goes.values())), kept=kept)


def _before(team_id: int, gift: str) -> Mapping[int, tuple[int, int | None]]:
    """By customer: the event that gave it to the team, and the team it was given to before.

    As history remembers it; a customer that history knows nothing else of is left out.
    """
    events = events_of(Customer)
    earlier = events.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    earlier = earlier.order_by("-pgh_id")
    given = events.filter(pgh_context=gift, sales_team_id=team_id).annotate(
        event_before=Subquery(earlier.values("pgh_id")[:1]),
        team_before=Subquery(earlier.values("sales_team_id")[:1]),
    )
    known = given.filter(event_before__isnull=False).order_by("-pgh_id")
    columns = ("pgh_obj_id", "pgh_id", "team_before")
    return {pk: (event, team) for pk, event, team in known.values_list(*columns)}


def _moved_on(
    team_id: int, gift: str, before: Mapping[int, tuple[int, int | None]]
) -> frozenset[int]:
    """Customers that have been with another team since, also when they are here again."""
    if not before:
        return frozenset()
    first: Any = min(event for event, _team in before.values())
    later = events_of(Customer).filter(pgh_obj__in=among(before), pgh_id__gt=first)
    others = later.exclude(pgh_context=gift).exclude(sales_team_id=team_id)
    return frozenset(others.values_list("pgh_obj_id", flat=True))
