"""What a change of prices would mean: who pays more, who less, and what is touched. Pure.

Amounts are ex VAT in the shop's currency; differences are after less before, so more to pay is
above zero. A year is the last twelve months' sales at the quantities of their own lines.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from catalogue.impact import Unmoved
from catalogue.pricing.proposed import ProposedRow
from core.money import HUNDRED, ZERO

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Bought:
    """What a customer bought of a variant in a year: how many lines of each quantity."""

    customer_id: int
    variant_id: int
    lines: Mapping[int, int]  # quantity → number of order lines
    net: Decimal  # what was paid

    @property
    def pieces(self) -> int:
        return sum(quantity * count for quantity, count in self.lines.items())

    @property
    def usual_quantity(self) -> int:
        """The quantity most often ordered; the larger of two as common."""
        return max(self.lines, key=lambda quantity: (self.lines[quantity], quantity))


@dataclass(frozen=True, slots=True)
class Article:
    """A variant as a page names it."""

    variant_id: int
    sku: str
    name: str


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer as a page names it."""

    customer_id: int
    number: str
    name: str
    group_id: int
    group_name: str


@dataclass(frozen=True, slots=True)
class PairImpact:
    """One customer and one article: unit prices at the usual quantity, and the year's sums."""

    payer: Payer
    article: Article
    pieces: int
    usual_quantity: int
    unit_before: Decimal | None
    unit_after: Decimal | None
    year_before: Decimal
    year_after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.year_after - self.year_before

    @property
    def loses_price(self) -> bool:
        """Could be bought, and cannot any more; it is in no sum."""
        return self.unit_before is not None and self.unit_after is None


@dataclass(frozen=True, slots=True)
class CustomerImpact:
    """All that a customer's year would cost more or less."""

    payer: Payer
    articles: int
    year_before: Decimal
    year_after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.year_after - self.year_before

    @property
    def percent(self) -> Decimal:
        """The difference in per cent of what the articles cost before, with one decimal."""
        if not self.year_before:
            return ZERO
        return (self.difference * HUNDRED / self.year_before).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class GroupImpact:
    """The customers of one main group together."""

    name: str
    customers: int
    difference: Decimal


@dataclass(frozen=True, slots=True)
class TouchedLine:
    """A line whose price moves."""

    article: Article
    quantity: int
    unit_before: Decimal | None
    unit_after: Decimal | None


@dataclass(frozen=True, slots=True)
class TouchedCart:
    """An open cart: its owner is asked to accept the new prices at checkout."""

    payer: Payer
    who: str
    changed_at: datetime
    lines: Sequence[TouchedLine]


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order that waits for approval with such lines. It keeps its prices."""

    order_id: int
    number: int
    payer: Payer
    lines: int


@dataclass(frozen=True, slots=True)
class UnmovedArticle:
    """Proposed prices of an article that change nothing for anybody, for one reason."""

    article: Article
    rows: Sequence[ProposedRow]
    why: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was too much to weigh: the pairs of the smallest sums, and what they bought for."""

    pairs: int = 0
    net: Decimal = ZERO
    carts_and_orders: bool = False  # there are more of them than were looked at
    customers: bool = False  # an article that moves nobody was not tried on all customers

    def __bool__(self) -> bool:
        return bool(self.pairs or self.carts_and_orders or self.customers)


@dataclass(frozen=True)
class Impact:
    """The whole answer. `pairs` holds every customer × article whose price moves."""

    day: date
    currency: str
    reached: int  # customers who bought any of it in the year
    pairs: Sequence[PairImpact]
    unmoved: Sequence[tuple[Article, Unmoved]]
    carts: Sequence[TouchedCart]
    orders: Sequence[WaitingOrder]
    left_out: LeftOut

    @cached_property
    def customers(self) -> Sequence[CustomerImpact]:
        """Who pays most more first, who saves most last."""
        found: defaultdict[Payer, list[PairImpact]] = defaultdict(list)
        for pair in self.pairs:
            found[pair.payer].append(pair)
        customers = [
            CustomerImpact(
                payer,
                len(pairs),
                sum((pair.year_before for pair in pairs), ZERO),
                sum((pair.year_after for pair in pairs), ZERO),
            )
            for payer, pairs in found.items()
        ]
        return sorted(customers, key=lambda each: (-each.difference, each.payer.name))

    @property
    def losers(self) -> Sequence[CustomerImpact]:
        """Who pays more, the most first."""
        return [each for each in self.customers[:MOST_SHOWN] if each.difference > 0]

    @property
    def winners(self) -> Sequence[CustomerImpact]:
        """Who pays less, the most first."""
        return [each for each in self.customers[: -MOST_SHOWN - 1 : -1] if each.difference < 0]

    @property
    def pay_more(self) -> int:
        return sum(each.difference > 0 for each in self.customers)

    @property
    def pay_less(self) -> int:
        return sum(each.difference < 0 for each in self.customers)

    @property
    def more_net(self) -> Decimal:
        """What those who pay more would pay more in a year."""
        return sum((each.difference for each in self.customers if each.difference > 0), ZERO)

    @property
    def less_net(self) -> Decimal:
        """What those who pay less would save in a year; above zero."""
        return -sum((each.difference for each in self.customers if each.difference < 0), ZERO)

    @property
    def difference(self) -> Decimal:
        return self.more_net - self.less_net

    @cached_property
    def groups(self) -> Sequence[GroupImpact]:
        """By main group, the largest difference first, whichever way it goes."""
        found: defaultdict[tuple[int, str], list[Decimal]] = defaultdict(list)
        for each in self.customers:
            found[each.payer.group_id, each.payer.group_name].append(each.difference)
        groups = [
            GroupImpact(name, len(differences), sum(differences, ZERO))
            for (_pk, name), differences in found.items()
        ]
        return sorted(groups, key=lambda group: (-abs(group.difference), group.name))

    @property
    def losing_price(self) -> Sequence[PairImpact]:
        """Who could buy something that would have no price any more."""
        return [pair for pair in self.pairs if pair.loses_price]

    @property
    def shown_carts(self) -> Sequence[TouchedCart]:
        return self.carts[:MOST_SHOWN]

    @property
    def shown_orders(self) -> Sequence[WaitingOrder]:
        return self.orders[:MOST_SHOWN]

    @cached_property
    def unmoved_articles(self) -> Sequence[UnmovedArticle]:
        """What moves nobody, an article and a reason at a time."""
        found: defaultdict[tuple[Article, str], list[ProposedRow]] = defaultdict(list)
        for article, each in self.unmoved:
            found[article, each.why].append(each.row)
        return [UnmovedArticle(article, rows, why) for (article, why), rows in found.items()]

    @property
    def shown_unmoved(self) -> Sequence[UnmovedArticle]:
        return self.unmoved_articles[:MOST_SHOWN]

    @property
    def shown_losing_price(self) -> Sequence[PairImpact]:
        return self.losing_price[:MOST_SHOWN]
