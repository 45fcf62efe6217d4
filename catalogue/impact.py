"""What a change of prices does to those who pay them: every price before and after. Pure.

Both are the one engine's answers; here they are only asked for as seldom as possible. Customers of
one profile pay the same, and a price only changes where a row begins.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.pricing.engine import PriceAnswer, quote_unit
from catalogue.pricing.facts import PriceFacts
from catalogue.pricing.material import PriceMaterial, Profile
from catalogue.pricing.proposed import ProposedRow
from catalogue.pricing.steps import PriceStep, StepKind, title_of, why_not
from core.money import ZERO


@dataclass(frozen=True, slots=True)
class Change:
    """A unit price ex VAT before and after, with the reasons of both."""

    before: PriceAnswer
    after: PriceAnswer

    @property
    def moves(self) -> bool:
        return self.before.unit_net != self.after.unit_net

    @property
    def loses_price(self) -> bool:
        """Could be bought, and cannot any more."""
        return self.before.is_priced and not self.after.is_priced

    @property
    def unit_difference(self) -> Decimal:
        """More to pay for one piece (less when negative); 0 unless both have a price."""
        if self.before.unit_net is None or self.after.unit_net is None:
            return ZERO
        return self.after.unit_net - self.before.unit_net


@dataclass(frozen=True, slots=True)
class _Pair:
    """The facts of one profile and variant, before and after, and where prices may change."""

    before: PriceFacts
    after: PriceFacts
    breaks: tuple[int, ...]


class Comparison:
    """Before and after, asked for any customer, variant and quantity of the material."""

    def __init__(self, before: PriceMaterial, after: PriceMaterial) -> None:
        self.before = before
        self.after = after
        self._profiles: dict[int, tuple[Profile, Profile]] = {}
        self._numbers: dict[tuple[Profile, Profile], int] = {}
        self._pairs: dict[tuple[int, int], _Pair] = {}
        self._answers: dict[tuple[int, int, int], Change] = {}

    def change(self, customer_id: int, variant_id: int, quantity: int) -> Change:
        """KeyError for a customer or variant that is not in the material."""
        profile = self.profile(customer_id)
        pair = self._pair(profile, customer_id, variant_id)
        place = bisect_right(pair.breaks, quantity)
        key = (profile, variant_id, place)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = Change(
                quote_unit(pair.before, quantity), quote_unit(pair.after, quantity)
            )
        return found

    def profile(self, customer_id: int) -> int:
        """A number; customers with the same one pay the same, before and after."""
        found = self._profiles.get(customer_id)
        if found is None:
            found = self._profiles[customer_id] = (
                self.before.profile(customer_id),
                self.after.profile(customer_id),
            )
        return self._numbers.setdefault(found, len(self._numbers))

    def _pair(self, profile: int, customer_id: int, variant_id: int) -> _Pair:
        found = self._pairs.get((profile, variant_id))
        if found is None:
            before = self.before.facts(customer_id, variant_id)
            after = self.after.facts(customer_id, variant_id)
            rows = (*before.fixed_rows, *after.fixed_rows)
            breaks = tuple(sorted({row.from_quantity for row in rows}))
            found = self._pairs[profile, variant_id] = _Pair(before, after, breaks)
        return found


@dataclass(frozen=True, slots=True)
class Unmoved:
    """A proposed price that changes nothing for anybody who was looked at.

    `winner` is the step of the price that holds instead, `tried` the proposed one's own step with
    its reason; None where it is not among the steps (the list is not in force or the row ends).
    """

    row: ProposedRow
    winner: PriceStep | None
    tried: PriceStep | None

    @property
    def why(self) -> str:
        """In words: 'Group price (Kommun X) holds: another price is as low or lower.'"""
        if self.winner is None:
            return _("Nobody has this list on that day, or no price.")
        held = title_of(self.winner)
        if self.tried is None or self.winner.kind == StepKind.CONTRACT:
            return _("%(price)s holds all the same.") % {"price": held}
        return _("%(price)s holds: %(why)s.") % {"price": held, "why": why_not(self.tried)}


def unmoved_by(
    comparison: Comparison,
    row: ProposedRow,
    customer_ids: Iterable[int],
    quantities: Mapping[int, Iterable[int]],
) -> Unmoved | None:
    """None when the row changes somebody's price, at its own quantity or at what they buy.

    `quantities` are those that each customer usually buys. Stops at the first who is touched; each
    profile is asked once.
    """
    asked: set[tuple[int, int]] = set()
    shown: Change | None = None
    for customer_id in customer_ids:
        profile = comparison.profile(customer_id)
        for quantity in (row.from_quantity, *quantities.get(customer_id, ())):
            if (profile, quantity) in asked:
                continue
            asked.add((profile, quantity))
            change = comparison.change(customer_id, row.variant_id, quantity)
            if change.moves:
                return None
            shown = shown or change
    steps = shown.after.steps if shown else ()
    return Unmoved(row, _winner(steps), None if row.ends else _tried(steps, row))


def _winner(steps: tuple[PriceStep, ...]) -> PriceStep | None:
    """The last price, before percentages, that applied."""
    applied = [step for step in steps if step.applied and step.percent is None]
    return applied[-1] if applied else None


def _tried(steps: tuple[PriceStep, ...], row: ProposedRow) -> PriceStep | None:
    for step in steps:
        offered = step.note is not None and step.percent is None
        if (
            offered
            and step.amount == (row.unit_net or ZERO)
            and step.from_quantity == row.from_quantity
        ):
            return step
    return None
