"""What a change of a chain would do, before it is saved: asked of the one router. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from approvals.chain_trees import everyone_below
from approvals.health import Chains
from approvals.routes import Route
from approvals.routing import find_route


@dataclass(frozen=True, slots=True)
class Band:
    """Order values over `over` (None = from 0) up to and with `up_to` (None = any) go one way."""

    over: Decimal | None
    up_to: Decimal | None
    route: Route


@dataclass(frozen=True, slots=True)
class BandChange:
    """The same for a way before the change and after it."""

    over: Decimal | None
    up_to: Decimal | None
    before: Route
    after: Route

    @property
    def is_changed(self) -> bool:
        return way(self.before) != way(self.after)


@dataclass(frozen=True, slots=True)
class Affected:
    """People for whom the change does the same: `people` have one break point and one next."""

    people: tuple[int, ...]
    bands: tuple[BandChange, ...]


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request that waits for `step_id` now, as the router needs to know it.

    `approved_ids` are the turns that have a yes, `in_place_ids` those who gave one for another.
    """

    reference: str
    orderer_id: int
    value: Decimal
    placed_by_id: int
    step_id: int | None
    needs_filling: bool = False
    approved_ids: frozenset[int] = frozenset()
    in_place_ids: frozenset[int] = frozenset()
    passed_over_ids: frozenset[int] = frozenset()


def way(route: Route) -> tuple[object, ...]:
    """Who has to say yes, in order, and whether it ends well: what people mean by the same way."""
    steps = ((step.membership_id, step.stand_in, step.state) for step in route.pending)
    return (route.outcome, *steps)


def bands_of(chains: Chains, orderer_id: int) -> tuple[Band, ...]:
    """The ways of this person's orders by their value, from the lowest; neighbours differ."""
    found: list[Band] = []
    for over, up_to in _ranges(_break_points(chains, orderer_id)):
        route = chains.route(orderer_id, up_to if up_to is not None else chains.beyond)
        if found and way(found[-1].route) == way(route):
            found[-1] = Band(found[-1].over, up_to, found[-1].route)
        else:
            found.append(Band(over, up_to, route))
    return tuple(found)


def compare(before: Chains, after: Chains, orderer_id: int) -> tuple[BandChange, ...]:
    """Every value's way before and after; neighbours differ in one of them."""
    points = _break_points(before, orderer_id) | _break_points(after, orderer_id)
    found: list[BandChange] = []
    beyond = max(before.beyond, after.beyond)
    for over, up_to in _ranges(points):
        value = up_to if up_to is not None else beyond
        was, is_now = before.route(orderer_id, value), after.route(orderer_id, value)
        last = found[-1] if found else None
        if last and way(last.before) == way(was) and way(last.after) == way(is_now):
            found[-1] = BandChange(last.over, up_to, last.before, last.after)
        else:
            found.append(BandChange(over, up_to, was, is_now))
    return tuple(found)


def affected_below(
    before: Chains, after: Chains, changed_id: int, *, among: Collection[int]
) -> tuple[Affected, ...]:
    """Everyone below `changed_id` whose orders would go another way, those alike together.

    `among` are those whose orders count: the members who may buy.
    """
    below: dict[int | None, list[int]] = {}
    for pk, link in before.links.items():
        below.setdefault(link.next_id, []).append(pk)
    people = sorted((everyone_below(changed_id, below) - {changed_id}) & set(among))
    found: list[Affected] = []
    for alike in before.alike(people):
        bands = compare(before, after, alike[0])
        if any(band.is_changed for band in bands):
            found.append(Affected(tuple(alike), bands))
    return tuple(found)


def route_of_waiting(chains: Chains, request: WaitingRequest) -> Route:
    """Where a waiting request would go from here: what route_of answers for it."""
    chain = _chain_ids(chains, request.orderer_id)
    asked = {*request.approved_ids, *([] if request.step_id is None else [request.step_id])}
    given = [chains.links[pk] for pk in sorted(asked - chain) if pk in chains.links]
    given_ids = {link.membership_id for link in given}
    others = [each for each in chains.administrators if each.membership_id not in given_ids]
    return find_route(
        orderer_id=request.orderer_id,
        value=request.value,
        links={pk: chains.links[pk] for pk in chain},
        administrators=[*given, *others],
        excluded_user_ids={request.placed_by_id},
        needs_filling=request.needs_filling,
        every_step=chains.every_step,
        approved_ids=request.approved_ids | request.in_place_ids,
        waits_on=request.step_id,
        was_asked=True,
        passed_over_ids=request.passed_over_ids,
        currency=chains.currency,
    )


def can_still_decide(chains: Chains, membership_id: int) -> bool:
    """Whether a waiting order stays with whoever has it: only one who cannot decide loses it."""
    link = chains.links.get(membership_id)
    if link is None or not link.is_active:
        return False
    steps_in = {each.membership_id for each in chains.administrators}
    return link.is_approver or membership_id in steps_in


def _chain_ids(chains: Chains, orderer_id: int) -> set[int]:
    found = {orderer_id}
    up = chains.links[orderer_id].next_id
    while up is not None and up in chains.links and up not in found:
        found.add(up)
        up = chains.links[up].next_id
    return found


def _break_points(chains: Chains, orderer_id: int) -> set[Decimal]:
    points = (chains.links[pk].break_point for pk in _chain_ids(chains, orderer_id))
    return {point for point in points if point}


def _ranges(points: Collection[Decimal]) -> Sequence[tuple[Decimal | None, Decimal | None]]:
    """Between the break points no answer changes: a value is over one and within the next."""
    edges = [None, *sorted(points), None]
    return [(edges[i], edges[i + 1]) for i in range(len(edges) - 1)]
