"""The price of a variant and the steps that led to it: the only place where a price is decided.

Pure. The order of the rules is DESIGN §4, Price: list → agreement price, or else fixed price →
group-level % → customer % → the person's own % → total discount stopped at the setting → rounded
once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from catalogue.pricing.facts import (
    ContractOffer,
    FixedRow,
    Percent,
    PriceFacts,
    RowSource,
)
from catalogue.pricing.steps import PriceStep, StepKind, StepNote
from core.money import HUNDRED, ZERO, less_percent, round_money, smallest_unit

_ROW_KINDS = {
    RowSource.CUSTOMER: StepKind.CUSTOMER_ROW,
    RowSource.GROUP: StepKind.GROUP_ROW,
    RowSource.SEGMENT: StepKind.SEGMENT_ROW,
    RowSource.TIER: StepKind.TIER_ROW,
}


@dataclass(frozen=True, slots=True)
class NextBreak:
    """The next quantity at which one piece costs less."""

    quantity: int
    unit_net: Decimal


@dataclass(frozen=True, slots=True)
class _Base:
    """The price before percentages, unrounded."""

    amount: Decimal
    is_free: bool = False
    takes_percentages: bool = True
    is_contract: bool = False


class _Lowered(NamedTuple):
    """A percentage that was looked at, and the amount after it; `note`: why it was not taken."""

    kind: StepKind
    percent: Percent
    note: StepNote | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Decision:
    """What was decided, and by what. `unit_net` is rounded; None is what had no say."""

    contract: ContractOffer | None = None
    row: FixedRow | None = None
    lowered: tuple[_Lowered, ...] = ()
    floor: Decimal | None = None
    is_smallest: bool = False
    unit_net: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """A unit price ex VAT, rounded, and why. `unit_net` is None when the variant has no price.

    The reasons are put together when somebody asks for them: a list of goods does not.
    """

    unit_net: Decimal | None
    list_net: Decimal | None
    currency: str = "SEK"
    facts: PriceFacts | None = None  # None: prices are only for who has logged in
    quantity: int = 1

    @property
    def steps(self) -> tuple[PriceStep, ...]:
        """What led to the price; the last step that applied has the amount `unit_net`.

        A stranger at a customer's site is told what applied, and no name of an agreement, segment
        or tier: the address may be known to others than the customer.
        """
        if self.facts is None:
            return (PriceStep(StepKind.LOG_IN, "", None, applied=True),)
        steps = _steps(self.facts, self.quantity, _decide(self.facts, self.quantity))
        if self.facts.is_for_stranger:
            return tuple(replace(step, label="") for step in steps if step.applied)
        return tuple(steps)

    @property
    def next_break(self) -> NextBreak | None:
        """The nearest larger quantity at which one piece costs less."""
        return None if self.facts is None else _next_break(self.facts, self.quantity, self.unit_net)

    @property
    def is_hidden(self) -> bool:
        """Whether it would be shown after log-in."""
        return self.facts is None

    @property
    def is_priced(self) -> bool:
        return self.unit_net is not None

    @property
    def saving_net(self) -> Decimal:
        """How much lower than the list price one piece is; 0 when it is not."""
        if self.unit_net is None or self.list_net is None:
            return ZERO
        return max(self.list_net - self.unit_net, ZERO)


def quote_unit(facts: PriceFacts, quantity: int) -> PriceAnswer:
    """The price of one piece when `quantity` pieces of the variant are bought together.

    `quantity` is the sum per variant in the cart.
    """
    if quantity < 1:
        raise ValueError("A price is asked for at least one piece.")
    list_net = _list_price(facts)
    return PriceAnswer(
        unit_net=_decide(facts, quantity).unit_net,
        list_net=None if list_net is None else round_money(list_net, facts.currency),
        currency=facts.currency,
        facts=facts,
        quantity=quantity,
    )


def _decide(facts: PriceFacts, quantity: int) -> _Decision:
    contract = _best_contract(facts) if facts.contracts else None
    row = None if contract else _best_row(facts, quantity)
    base = _base(facts, contract, row)
    if base is None:
        return _Decision(contract, row)
    lowered = tuple(_lowered(facts, base))
    amount = lowered[-1].amount if lowered else base.amount
    floor = _floor(facts, base)
    if floor is not None and amount < floor:
        amount = floor
    else:
        floor = None
    rounded = round_money(amount, facts.currency)
    is_smallest = rounded <= 0 and not base.is_free
    if is_smallest:
        # What is not free on purpose costs at least one minor unit.
        rounded = smallest_unit(facts.currency)
    return _Decision(contract, row, lowered, floor, is_smallest, rounded)


def _steps(facts: PriceFacts, quantity: int, decided: _Decision) -> Iterator[PriceStep]:
    """The decision in the order it was come to, with all that was tried on the way."""
    yield from _list_steps(facts)
    yield from _contract_steps(facts, decided.contract)
    yield from _row_steps(facts, quantity, decided.contract, decided.row)
    for each in decided.lowered:
        yield _percent_step(facts, each)
    if decided.floor is not None:
        shown = round_money(decided.floor, facts.currency)
        highest = facts.max_total_discount_percent
        yield PriceStep(StepKind.FLOOR, "", shown, applied=True, percent=highest)
    if decided.is_smallest:
        yield PriceStep(StepKind.SMALLEST, "", decided.unit_net, applied=True)


def _next_break(facts: PriceFacts, quantity: int, unit_net: Decimal | None) -> NextBreak | None:
    further = {row.from_quantity for row in facts.fixed_rows if row.from_quantity > quantity}
    for at in sorted(further):
        there = _decide(facts, at).unit_net
        if there is not None and (unit_net is None or there < unit_net):
            return NextBreak(at, there)
    return None


def _list_price(facts: PriceFacts) -> Decimal | None:
    """A list price of 0 or blank is no price; a free variant says so."""
    if facts.is_free:
        return ZERO
    price = facts.list_price_net
    return price if price is not None and price > 0 else None


def _has_price(offer: ContractOffer | FixedRow) -> bool:
    """0 and blank mean "no override": the normal price, not free."""
    return offer.is_free or (offer.unit_net is not None and offer.unit_net > 0)


def _price(offer: ContractOffer | FixedRow) -> Decimal:
    return ZERO if offer.is_free or offer.unit_net is None else offer.unit_net


def _best_contract(facts: PriceFacts) -> ContractOffer | None:
    """The customer's own agreement before those of its groups and segments; then the lowest."""
    offers = [offer for offer in facts.contracts if _has_price(offer)]
    own = [offer for offer in offers if offer.own_customer]
    return min(own or offers, key=_price, default=None)


def _best_row(facts: PriceFacts, quantity: int) -> FixedRow | None:
    """The customer's own row before all others; then the lowest that the quantity reaches."""
    reached = [row for row in facts.fixed_rows if _has_price(row) and row.from_quantity <= quantity]
    own = [row for row in reached if row.source == RowSource.CUSTOMER]
    return min(own or reached, key=_price, default=None)


def _base(facts: PriceFacts, contract: ContractOffer | None, row: FixedRow | None) -> _Base | None:
    if contract is not None:
        return _Base(_price(contract), contract.is_free, contract.percentages_apply, True)
    if row is not None:
        return _Base(_price(row), row.is_free)
    list_price = _list_price(facts)
    return None if list_price is None else _Base(list_price, facts.is_free)


def _list_steps(facts: PriceFacts) -> Iterator[PriceStep]:
    price = _list_price(facts)
    if price is not None:
        kind = StepKind.FREE if facts.is_free else StepKind.LIST
        yield PriceStep(kind, "", round_money(price, facts.currency), applied=True)


def _contract_steps(facts: PriceFacts, best: ContractOffer | None) -> Iterator[PriceStep]:
    """Every agreement with a price; the one that holds comes last, as the answer so far."""
    for offer in facts.contracts:
        if offer is best or (offer.unit_net is None and not offer.is_free):
            continue
        note = StepNote.NO_OVERRIDE
        if best is not None and _has_price(offer):
            own_wins = best.own_customer and not offer.own_customer
            note = StepNote.CUSTOMER_WINS if own_wins else StepNote.LOWER_WINS
        yield _contract_step(facts, offer, note)
    if best is not None:
        yield _contract_step(facts, best, None)


def _contract_step(facts: PriceFacts, offer: ContractOffer, note: StepNote | None) -> PriceStep:
    amount = round_money(_price(offer), facts.currency)
    return PriceStep(StepKind.CONTRACT, offer.label, amount, applied=note is None, note=note)


def _row_steps(
    facts: PriceFacts, quantity: int, contract: ContractOffer | None, best: FixedRow | None
) -> Iterator[PriceStep]:
    """Every fixed price; the one that holds comes last, as the answer so far."""
    for row in facts.fixed_rows:
        if row is not best and row.unit_net is not None:
            yield _row_step(facts, quantity, row, _why_not_row(row, quantity, contract, best))
    if best is not None:
        yield _row_step(facts, quantity, best, None)


def _why_not_row(
    row: FixedRow, quantity: int, contract: ContractOffer | None, best: FixedRow | None
) -> StepNote:
    if not _has_price(row):
        return StepNote.NO_OVERRIDE
    if contract is not None:
        return StepNote.CONTRACT_WINS
    if best is not None and best.source == RowSource.CUSTOMER != row.source:
        return StepNote.CUSTOMER_WINS
    if row.from_quantity > quantity:
        return StepNote.MORE_NEEDED
    return StepNote.LOWER_WINS


def _row_step(facts: PriceFacts, quantity: int, row: FixedRow, note: StepNote | None) -> PriceStep:
    return PriceStep(
        _ROW_KINDS[row.source],
        row.label,
        round_money(_price(row), facts.currency),
        applied=note is None,
        note=note,
        from_quantity=row.from_quantity,
        missing=row.from_quantity - quantity if note == StepNote.MORE_NEEDED else 0,
    )


def _lowered(facts: PriceFacts, base: _Base) -> Iterator[_Lowered]:
    """Group level, then customer, then the person's own.

    Of group and tier the larger counts, the group's when equal.
    """
    group, tier = facts.group_percent, facts.tier_percent
    tier_counts = tier is not None and (group is None or tier.value > group.value)
    blocked = None if base.takes_percentages else StepNote.CONTRACT_WINS
    amount = base.amount
    for kind, percent, counts in (
        (StepKind.GROUP_PERCENT, group, not tier_counts),
        (StepKind.TIER_PERCENT, tier, tier_counts),
        (StepKind.CUSTOMER_PERCENT, facts.customer_percent, True),
        (StepKind.PERSONAL_PERCENT, facts.personal_percent, True),
    ):
        if percent is None or percent.value <= 0:
            continue
        note = blocked or (None if counts else StepNote.LARGER_WINS)
        if note is None:
            amount = less_percent(amount, min(percent.value, HUNDRED))
        yield _Lowered(kind, percent, note, amount)


def _percent_step(facts: PriceFacts, lowered: _Lowered) -> PriceStep:
    kind, percent, note, amount = lowered
    return PriceStep(
        kind,
        percent.label,
        round_money(amount, facts.currency) if note is None else None,
        applied=note is None,
        note=note,
        percent=percent.value,
    )


def _floor(facts: PriceFacts, base: _Base) -> Decimal | None:
    """What percentages never go below: the list price less the highest total discount.

    What is free on purpose stays free, and an agreement price is never raised: the setting only
    stops percentages on top of it.
    """
    list_price, highest = _list_price(facts), facts.max_total_discount_percent
    if highest is None or list_price is None or base.is_free:
        return None
    floor = less_percent(list_price, highest)
    return min(floor, base.amount) if base.is_contract else floor
