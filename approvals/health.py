"""What is wrong with an organisation's chains, found by asking the router. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from approvals.chains import ChainLink, find_loop
from approvals.routes import Outcome, Route, StepState
from approvals.routing import find_route

_ORE = Decimal("0.01")


class Trouble(StrEnum):
    """The worst first."""

    NOBODY = "nobody"  # some amount that nobody can decide: placing is refused
    LOOP = "loop"
    INACTIVE = "inactive"  # stands above somebody and is inactive
    NO_RIGHT = "no_right"  # stands above somebody and may not approve
    AWAY = "away"  # stands above somebody and is away, and nobody able decides meanwhile
    DEAD_END = "dead_end"  # only an administrator stepping in ends the route
    UNREACHED = "unreached"  # has the approval right, and no order ever comes


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is where it is mended (in a loop everyone in it); `affects` wait because of it."""

    trouble: Trouble
    about: tuple[int, ...]
    affects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chains:
    """An organisation as the router sees it: everyone, and who steps in."""

    links: Mapping[int, ChainLink]
    administrators: Sequence[ChainLink] = ()
    every_step: bool = False
    currency: str = "SEK"

    def route(self, orderer_id: int, value: Decimal) -> Route:
        """The route of a new order of this value (ex VAT) that the orderer places in person."""
        return find_route(
            orderer_id=orderer_id,
            value=value,
            links=self.links,
            administrators=self.administrators,
            every_step=self.every_step,
            currency=self.currency,
        )

    def with_change(
        self,
        membership_id: int,
        *,
        next_id: int | None,
        break_point: Decimal | None,
        is_approver: bool | None = None,
    ) -> "Chains":
        """As if this next approver and break point were saved; None leaves the right as it is."""
        link = self.links[membership_id]
        right = link.is_approver if is_approver is None else is_approver
        changed = replace(link, next_id=next_id, break_point=break_point, is_approver=right)
        return replace(self, links={**self.links, membership_id: changed})

    def typical_values(self, extra: Collection[Decimal] = ()) -> tuple[Decimal, ...]:
        """0 and, around every break point, where an answer can change."""
        points = {link.break_point for link in self.links.values() if link.break_point is not None}
        around = {p + step for p in points | set(extra) for step in (-_ORE, Decimal(0), _ORE)}
        return tuple(sorted({Decimal(0), *(value for value in around if value > 0)}))

    def alike(self, people: Iterable[int]) -> list[list[int]]:
        """Together are those for whom the router cannot answer differently.

        It looks at the orderer's own break point and next; at the person only where that person
        also stands above somebody, or steps in. Four hundred people are a few dozen questions.
        """
        links = self.links
        above = {link.next_id for link in links.values()}
        special = {links[pk].user_id for pk in above if pk is not None and pk in links}
        special |= {link.user_id for link in self.administrators}
        stand_ins = [link.stand_in for link in (*links.values(), *self.administrators)]
        special |= {stand_in.user_id for stand_in in stand_ins if stand_in is not None}
        groups: dict[tuple[object, ...], list[int]] = {}
        for pk in people:
            link = links[pk]
            own = (pk, link.user_id) if link.user_id in special else None
            groups.setdefault((link.next_id, link.break_point, own), []).append(pk)
        return list(groups.values())

    @property
    def beyond(self) -> Decimal:
        """An amount over every break point: whoever can decide on it can decide on any."""
        return self.typical_values()[-1] + 1


def find_trouble(chains: Chains, *, buyer_ids: Collection[int]) -> tuple[Finding, ...]:
    """Every finding, the worst first. `buyer_ids` = those in force who may buy."""
    beyond = chains.beyond
    routes: dict[int, Route] = {}
    for people in chains.alike(sorted(buyer_ids)):
        routes |= dict.fromkeys(people, chains.route(people[0], beyond))
    routes = dict(sorted(routes.items()))
    findings = [
        Finding(Trouble.NOBODY, (pk,), (pk,))
        for pk, route in routes.items()
        if route.outcome == Outcome.STUCK
    ]
    findings += [Finding(Trouble.LOOP, loop, loop) for loop in _loops(chains.links)]
    findings += _broken(chains.links)
    findings += [
        Finding(Trouble.DEAD_END, (pk,), (pk,)) for pk, route in routes.items() if route.fallback
    ]
    return tuple(findings + _unreached(chains, routes.values()))


def _loops(links: Mapping[int, ChainLink]) -> list[tuple[int, ...]]:
    next_of = {pk: link.next_id for pk, link in links.items()}
    loops: list[tuple[int, ...]] = []
    while (loop := find_loop(next_of)) is not None:
        loops.append(loop)
        next_of |= dict.fromkeys(loop)
    return loops


def _broken(links: Mapping[int, ChainLink]) -> list[Finding]:
    """Approvers that cannot decide, each once, with those who have them next."""
    below: dict[int, list[int]] = {}
    for pk, link in links.items():
        if link.is_active and link.next_id is not None and link.next_id in links:
            below.setdefault(link.next_id, []).append(pk)
    inactive = [pk for pk in below if not links[pk].is_active]
    rightless = [pk for pk in below if links[pk].is_active and not links[pk].is_approver]
    able = [pk for pk in below if links[pk].is_active and links[pk].is_approver]
    away = [pk for pk in able if links[pk].away_until is not None and links[pk].stand_in is None]
    return [
        Finding(trouble, (pk,), tuple(sorted(below[pk])))
        for trouble, people in (
            (Trouble.INACTIVE, inactive),
            (Trouble.NO_RIGHT, rightless),
            (Trouble.AWAY, away),
        )
        for pk in sorted(people)
    ]


def _unreached(chains: Chains, routes: Collection[Route]) -> list[Finding]:
    """Nobody who is away today: orders came before, and will again."""
    turns = [
        step
        for route in routes
        for step in route.steps
        if step.state in {StepState.NEEDED, StepState.FALLBACK}
    ]
    reached = {step.membership_id for step in turns}
    reached |= {step.stand_in.membership_id for step in turns if step.stand_in is not None}
    reached |= {pk for pk, link in chains.links.items() if link.away_until is not None}
    steps_in = {link.membership_id for link in chains.administrators}
    return [
        Finding(Trouble.UNREACHED, (pk,))
        for pk, link in sorted(chains.links.items())
        if link.is_approver and link.is_active and pk not in reached | steps_in
    ]
