"""The simulator in words: where orders go now, and where they would go after a change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import ngettext

from approvals.chain_pages.words import band_text, way_text
from approvals.chains import ChainLink
from approvals.health import Chains
from approvals.presenting import PathPerson, path_people
from approvals.routes import Route
from approvals.simulating import (
    BandChange,
    WaitingRequest,
    affected_below,
    bands_of,
    can_still_decide,
    compare,
    route_of_waiting,
    way,
)
from core.reasons import Text

MOST_GROUPS = 25


@dataclass(frozen=True, slots=True)
class WayRow:
    """Orders of this value: where they go, and where they would go."""

    amount: Text
    before: Text
    after: Text
    is_changed: bool


@dataclass(frozen=True, slots=True)
class BelowRow:
    """People below for whom the same changes: only the amounts that go another way."""

    names: str
    rows: tuple[WayRow, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A waiting order. `moves_to` = it leaves whoever has it now; else it stays and `then` goes."""

    reference: str
    orderer: str
    holder: str
    moves_to: str = ""
    then: Text = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """The path of one order, before and after; `after` is None where nothing is changed."""

    amount: Decimal
    before: Sequence[PathPerson]
    reasons: Sequence[Text]
    after: Sequence[PathPerson] | None = None
    after_reasons: Sequence[Text] = ()
    ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change does: to the person, to those below, to orders that wait."""

    rows: Sequence[WayRow]
    tried: Tried
    below: Sequence[BelowRow] = ()
    below_more: int = 0
    waiting: Sequence[WaitingRow] = field(default_factory=tuple)
    waiting_same: int = 0

    @property
    def is_changed(self) -> bool:
        return bool(self.below or self.waiting or any(row.is_changed for row in self.rows))


def ways_of(chains: Chains, orderer_id: int, shop_name: str) -> Sequence[tuple[Text, Text]]:
    """Where this person's orders go, by amount."""
    return [
        (band_text(band.over, band.up_to, chains.currency), way_text(band.route, shop_name))
        for band in bands_of(chains, orderer_id)
    ]


def try_order(
    chains: Chains,
    orderer_id: int,
    amount: Decimal,
    *,
    shop_name: str,
    after: Chains | None = None,
) -> Tried:
    """The path of an order of `amount` (order value ex VAT), with its reasons."""
    before = chains.route(orderer_id, amount)
    changed = after.route(orderer_id, amount) if after is not None else None
    return Tried(
        amount=amount,
        before=path_people(before, shop_name=shop_name, viewer_membership_id=None),
        reasons=before.reasons,
        after=(
            path_people(changed, shop_name=shop_name, viewer_membership_id=None)
            if changed is not None
            else None
        ),
        after_reasons=changed.reasons if changed is not None else (),
        ids=frozenset({orderer_id, *(step.membership_id for step in before.pending)}),
    )


def preview_of(
    before: Chains,
    after: Chains,
    changed_id: int,
    *,
    amount: Decimal,
    buyer_ids: Collection[int],
    waiting: Sequence[WaitingRequest],
    shop_name: str,
) -> Preview:
    """`waiting` are the requests of the organisation that wait."""
    groups = affected_below(before, after, changed_id, among=buyer_ids)
    moved, same = _waiting_rows(before, after, waiting, shop_name)
    shown = groups[:MOST_GROUPS]
    return Preview(
        rows=_rows(compare(before, after, changed_id), before.currency, shop_name),
        tried=try_order(before, changed_id, amount, shop_name=shop_name, after=after),
        below=[
            BelowRow(
                _names(group.people, before.links),
                tuple(
                    row for row in _rows(group.bands, before.currency, shop_name) if row.is_changed
                ),
            )
            for group in shown
        ],
        below_more=sum(len(group.people) for group in groups[MOST_GROUPS:]),
        waiting=moved,
        waiting_same=same,
    )


def amount_to_show(chains: Chains, orderer_id: int) -> Decimal:
    """Just over the person's own break point: where the chain begins to count."""
    own = chains.links[orderer_id].break_point
    return (own or Decimal(0)) + Decimal("0.01") if own is not None else Decimal(10_000)


def _rows(bands: Sequence[BandChange], currency: str, shop_name: str) -> list[WayRow]:
    return [
        WayRow(
            band_text(band.over, band.up_to, currency),
            way_text(band.before, shop_name),
            way_text(band.after, shop_name),
            band.is_changed,
        )
        for band in bands
    ]


def _names(people: Sequence[int], links: Mapping[int, ChainLink]) -> str:
    first, others = links[people[0]].name, len(people) - 1
    if not others:
        return first
    words = ngettext("%(name)s and %(count)s other", "%(name)s and %(count)s others", others)
    return words % {"name": first, "count": others}


def _waiting_rows(
    before: Chains, after: Chains, waiting: Sequence[WaitingRequest], shop_name: str
) -> tuple[list[WaitingRow], int]:
    rows: list[WaitingRow] = []
    for request in waiting:
        was, is_now = route_of_waiting(before, request), route_of_waiting(after, request)
        holder = after.links.get(request.step_id) if request.step_id is not None else None
        stays = request.step_id is not None and can_still_decide(after, request.step_id)
        if stays and way(was) == way(is_now):
            continue
        current = is_now.current
        rows.append(
            WaitingRow(
                reference=request.reference,
                orderer=after.links[request.orderer_id].name,
                holder=holder.name if holder is not None else "",
                moves_to="" if stays or current is None else current.name,
                then=way_text(_after_holder(is_now, request.step_id), shop_name) if stays else "",
            )
        )
    return rows, len(waiting) - len(rows)


def _after_holder(route: Route, holder_id: int | None) -> Route:
    """The rest of the way once whoever has the order has said yes."""
    steps = tuple(step for step in route.steps if step.membership_id != holder_id)
    return Route(steps, route.outcome, route.reasons, route.code)
