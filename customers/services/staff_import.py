"""What the imports of customers, groups, segments and addresses have in common."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet

from core.exchange.matching import RowValues
from core.imports.contract import Importer, Progress
from core.reasons import ALLOWED, Verdict
from customers.access import Perm
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, SalesTeam
from customers.policies import NO_RIGHT, may_change_customers
from customers.selectors.customer_import import among
from customers.teams import of_teams

_AT_ONCE = 2_000


class StaffImport(Importer[Actor]):
    """Only staff who may import; one who may not change customers has every row refused.

    A member of a sales team brings rows of the team's own customers (N-32).
    """

    is_of_whole_shop: ClassVar[bool] = False  # its rows are not a customer's

    def may(self) -> Verdict:
        if not self.actor.has(Perm.STAFF_IMPORT):
            return NO_RIGHT
        if self.is_of_whole_shop and self.actor.team_ids is not None:
            return NO_RIGHT
        return ALLOWED

    def why_not(self) -> str:
        """Why this person's rows are refused, "" when they are not."""
        return str(may_change_customers(self.actor).reason)


def _is_of_teams(actor: Actor) -> bool:
    """Whether teams are the border: an administrator's is their organisation, asked elsewhere."""
    return actor.is_staff and actor.team_ids is not None


def seen_of(actor: Actor, customer_ids: Iterable[int]) -> frozenset[int] | None:
    """Which of these are of the actor's teams; None when no team bounds them. 0–1 query."""
    if not _is_of_teams(actor):
        return None
    rows = Customer.objects.visible_to(actor).filter(pk__in=among(list(customer_ids)))
    return frozenset(rows.values_list("pk", flat=True))


def team_keys(actor: Actor) -> dict[str, Any]:
    """What `teams_of` needs when the plan is looked at again, by whomever."""
    return {"member": actor.user_id} if _is_of_teams(actor) else {}


def teams_of(keys: Mapping[str, Any], customer_ids: Iterable[int]) -> Iterator[QuerySet[Any, Any]]:
    """What a team member's plan rests on besides: their teams, and whose the customers are."""
    if "member" not in keys:
        return
    places = SalesTeam.members.through.objects.filter(user=keys["member"])
    yield places.values_list("salesteam_id")
    customers = Customer.objects.filter(pk__in=among(list(customer_ids)))
    yield customers.values_list("pk", "sales_team_id", "main_group__sales_team_id")


def gone_to_others(actor: Actor, rows: QuerySet[Any], prefix: str = "") -> Sequence[int]:
    """The ids of those `rows` whose customer is not the actor's teams' any more. 0–1 query."""
    mine = of_teams(actor, prefix) if _is_of_teams(actor) else None
    if mine is None:
        return ()
    kept = rows.filter(mine).values("pk")
    return list(rows.exclude(pk__in=kept).values_list("pk", flat=True))


def parts_of(rows: Sequence[RowValues], progress: Progress) -> Iterator[Sequence[RowValues]]:
    """Two thousand at a time, told as they are done."""
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
        progress(min(start + _AT_ONCE, len(rows)), len(rows))


def texts_in(rows: Iterable[RowValues], key: str) -> set[str]:
    """Every text that the rows hold in that column."""
    return {value for row in rows if isinstance(value := row.values.get(key), str)}


def lock_rows(model: type[Customer] | type[CustomerGroup], ids: Iterable[int]) -> None:
    """In id order, groups always before customers, so that two locks never wait on each other.

    NO KEY: rows that merely point here can still be written.
    """
    wanted = sorted(set(ids))
    if wanted:
        rows = model._default_manager.filter(pk__in=among(wanted)).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
