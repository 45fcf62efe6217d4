"""Whose customers a person at the reseller sees (N-31, N-32). Pure: ids in, a condition out.

A customer is looked after by one team: the one it was given to, else its main group's. One, so
that "whose is it?" has one answer on the card; and by the group, so that a reseller with thousands
of companies gives away municipalities and chains, not companies, and a new company of theirs is in
the right hands from its first day. Segments give no team: a customer is in many.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from customers.actors import Actor
    from customers.models import Customer, CustomerGroup


@dataclass(frozen=True)
class Sight:
    """The teams of a person at the reseller. `ids` None: they see every customer."""

    ids: frozenset[int] | None
    names: tuple[str, ...] = ()

    def covers(self, customer: "Customer") -> bool:
        """`customer` has its main group loaded."""
        return self.ids is None or team_id_of(customer) in self.ids


EVERYBODYS = Sight(None)
NOBODYS = Sight(frozenset())


def team_id_of(customer: "Customer") -> int | None:
    """Who looks after the customer, whose main group is loaded."""
    return customer.sales_team_id or customer.main_group.sales_team_id


def of_teams(actor: "Actor", prefix: str = "") -> Q | None:
    """Rows whose customer (at `prefix`) is of the actor's teams; None = of whichever.

    For staff. Where `prefix` leads to many rows, ask inside a subquery of ids.
    """
    if actor.team_ids is None:
        return None
    ids = sorted(actor.team_ids)
    return _of(ids, prefix) if ids else Q(pk__in=[])


def of_team(team_id: int, prefix: str = "") -> Q:
    """Rows whose customer (at `prefix`) that team looks after."""
    return _of([team_id], prefix)


def _of(ids: Sequence[int], prefix: str) -> Q:
    given = Q(**{f"{prefix}sales_team__in": ids})
    by_group = {f"{prefix}sales_team__isnull": True, f"{prefix}main_group__sales_team__in": ids}
    return given | Q(**by_group)


def team_for_new(actor: "Actor", main_group: "CustomerGroup") -> int | None:
    """Which team a customer is given to that this person adds: none of its own, unless it would
    be out of their sight."""
    if actor.team_ids is None or main_group.sales_team_id in actor.team_ids:
        return None
    # Who is in no team adds none (see `policies.may_add_customer`).
    return min(actor.team_ids, default=None)


def team_after_move(
    actor: "Actor", customer: "Customer", main_group: "CustomerGroup"
) -> int | None:
    """A customer moved by a member of its team stays with the team, whatever the new group's is;
    when staff who see every customer move it, it follows the group unless given to a team."""
    if actor.team_ids is None or main_group.sales_team_id in actor.team_ids:
        return customer.sales_team_id
    return team_id_of(customer)


def own_imports_only(actor: "Actor") -> int | None:
    """Whose imports are seen: only one's own by a member of a team, since files and plans hold
    rows of others' customers; everybody's (None) by who sees every customer."""
    return None if actor.team_ids is None else (actor.user_id or 0)
