"""Which sales teams a person at the reseller is in, asked once a visit."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject

from customers.models import SalesTeam, ShopSettings, StaffRole, User
from customers.teams import EVERYBODYS, NOBODYS, Sight


def sight_columns() -> Mapping[str, Any]:
    """What to annotate on a person so that `sight_of` needs no question of its own."""
    teams = SalesTeam.objects.filter(members=OuterRef("pk")).order_by("name", "pk")
    kept_in = ShopSettings.objects.filter(teamless_staff_see_all=False)
    return {
        "visit_teams": ArraySubquery(teams.values(row=JSONObject(id="pk", name="name"))),
        "visit_teamless_see_none": Exists(kept_in),
    }


def sight_of(user: User) -> Sight:
    """Whose customers this person sees as staff: a staff administrator everybody's.

    Kept on `user`. No query for a `visiting_user` or who is no sales staff, else one.
    """
    if user.visit_sight is None:
        user.visit_sight = _sight_of(user)
    return user.visit_sight


def _sight_of(user: User) -> Sight:
    if user.staff_role == StaffRole.ADMINISTRATOR:
        return EVERYBODYS
    if user.staff_role != StaffRole.SALES:
        return NOBODYS
    asked: Any = user
    if not hasattr(user, "visit_teams"):
        asked = User.objects.filter(pk=user.pk).annotate(**sight_columns()).first()
    if asked is None:
        return NOBODYS
    if not asked.visit_teams:
        return NOBODYS if asked.visit_teamless_see_none else EVERYBODYS
    ids = frozenset(team["id"] for team in asked.visit_teams)
    return Sight(ids, tuple(team["name"] for team in asked.visit_teams))
