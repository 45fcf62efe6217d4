"""What the prices of several customers are made of, and the facts of one of them. Pure.

Selectors fill it: as things are (`catalogue.selectors.price_material`), or as they were on a past
day (`catalogue.selectors.past_prices`). Which price holds is the engine's to say.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from catalogue.pricing.facts import ContractOffer, FixedRow, Percent, PriceFacts, RowSource
from catalogue.pricing.proposed import ProposedRow

Profile = tuple[object, ...]
_NEWEST = 2**63  # a row without an id comes after those that have one


@dataclass(frozen=True, slots=True)
class Goods:
    """A variant; the list price is ex VAT."""

    list_price_net: Decimal | None
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A group or a pricing tier, and its discount."""

    name: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer and what it is connected to; further groups never give a price."""

    name: str
    percent: Decimal
    group_id: int
    tier_id: int | None = None
    segment_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Connection:
    """Joins a price list to one of the four."""

    price_list_id: int
    customer_id: int | None = None
    group_id: int | None = None
    segment_id: int | None = None
    tier_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a price list."""

    price_list_id: int
    variant_id: int
    from_quantity: int
    unit_net: Decimal | None
    row_id: int = _NEWEST

    @property
    def key(self) -> tuple[int, int, int]:
        return self.price_list_id, self.variant_id, self.from_quantity


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement assortment and whom it is for."""

    name: str
    percentages_apply: bool = False
    customer_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    segment_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A variant in an agreement."""

    variant_id: int
    unit_net: Decimal | None
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class _Reason:
    place: int  # of the connection among all
    source: RowSource
    label: str


@dataclass(frozen=True)
class PriceMaterial:
    """All of it, for some customers and variants; only lists, rows and agreements in force.

    `connections` stand in the order in which they were made.
    """

    goods: Mapping[int, Goods]
    buyers: Mapping[int, Buyer]
    groups: Mapping[int, Level]
    tiers: Mapping[int, Level]
    segments: Mapping[int, str]
    connections: Sequence[Connection] = ()
    rows: Collection[Row] = ()
    agreements: Mapping[int, Agreement] | None = None
    items: Mapping[tuple[int, int], Item] | None = None  # by (agreement, variant)
    currency: str = "SEK"
    max_total_discount_percent: Decimal | None = None

    def facts(self, customer_id: int, variant_id: int) -> PriceFacts:
        """All that decides one price; KeyError for a customer or variant that was not read."""
        buyer, goods = self.buyers[customer_id], self.goods[variant_id]
        group = self.groups[buyer.group_id]
        tier = self.tiers[buyer.tier_id] if buyer.tier_id is not None else None
        return PriceFacts(
            list_price_net=goods.list_price_net,
            currency=self.currency,
            is_free=goods.is_free,
            contracts=tuple(self._offers(customer_id, variant_id)),
            fixed_rows=tuple(self._fixed_rows(customer_id, variant_id)),
            group_percent=Percent(group.percent, group.name),
            tier_percent=Percent(tier.percent, tier.name) if tier else None,
            customer_percent=Percent(buyer.percent, buyer.name),
            max_total_discount_percent=self.max_total_discount_percent,
        )

    def profile(self, customer_id: int) -> Profile:
        """Customers of one profile pay the same for everything; only names in the steps differ."""
        buyer = self.buyers[customer_id]
        return (
            buyer.percent,
            buyer.group_id,
            buyer.tier_id,
            *((list_id, *reasons) for list_id, reasons in self.lists_of(customer_id).items()),
            *self._agreements_of(customer_id),
        )

    def with_proposed(
        self, proposed: Sequence[ProposedRow], connections: Sequence[Connection] = ()
    ) -> "PriceMaterial":
        """As it would be if these rows held, and lists were for these too."""
        replaced = {(row.price_list_id, row.variant_id, row.from_quantity) for row in proposed}
        rows = [row for row in self.rows if row.key not in replaced]
        rows.extend(
            Row(row.price_list_id, row.variant_id, row.from_quantity, row.unit_net)
            for row in proposed
            if not row.ends
        )
        return replace(self, rows=rows, connections=[*self.connections, *connections])

    def _fixed_rows(self, customer_id: int, variant_id: int) -> list[FixedRow]:
        """From the lowest quantity, then as the connections were made."""
        reached = [
            (row, reason)
            for list_id, reasons in self.lists_of(customer_id).items()
            for row in self._rows.get((list_id, variant_id), ())
            for reason in reasons
        ]
        reached.sort(key=lambda pair: (pair[0].from_quantity, pair[1].place, pair[0].row_id))
        return [
            FixedRow(row.unit_net, row.from_quantity, reason.source, reason.label)
            for row, reason in reached
        ]

    def _offers(self, customer_id: int, variant_id: int) -> list[ContractOffer]:
        agreements, items = self.agreements or {}, self.items or {}
        return [
            ContractOffer(
                unit_net=item.unit_net,
                label=agreements[pk].name,
                own_customer=is_own,
                percentages_apply=agreements[pk].percentages_apply,
                is_free=item.is_free,
            )
            for pk, is_own in self._agreements_of(customer_id)
            if (item := items.get((pk, variant_id))) is not None
        ]

    def lists_of(self, customer_id: int) -> Mapping[int, Sequence[_Reason]]:
        """The price lists in force for a customer, and why each is."""
        found = self._kept_lists.get(customer_id)
        if found is None:
            found = self._kept_lists[customer_id] = self._find_lists(customer_id)
        return found

    def _find_lists(self, customer_id: int) -> Mapping[int, Sequence[_Reason]]:
        buyer = self.buyers[customer_id]
        holders = [
            ("customer", customer_id, RowSource.CUSTOMER, buyer.name),
            ("group", buyer.group_id, RowSource.GROUP, self.groups[buyer.group_id].name),
        ]
        holders += [
            ("segment", pk, RowSource.SEGMENT, self.segments[pk]) for pk in buyer.segment_ids
        ]
        if buyer.tier_id is not None:
            name = self.tiers[buyer.tier_id].name
            holders.append(("tier", buyer.tier_id, RowSource.TIER, name))
        met = sorted(
            (place, list_id, source, label)
            for kind, pk, source, label in holders
            for place, list_id in self._lists_by_holder.get((kind, pk), ())
        )
        found: defaultdict[int, list[_Reason]] = defaultdict(list)
        for place, list_id, source, label in met:
            found[list_id].append(_Reason(place, source, label))
        return dict(found)

    def _agreements_of(self, customer_id: int) -> Sequence[tuple[int, bool]]:
        """The agreements that hold for a customer, by name; True = its own."""
        found = self._kept_agreements.get(customer_id)
        if found is None:
            buyer = self.buyers[customer_id]
            found = self._kept_agreements[customer_id] = tuple(
                (pk, customer_id in agreement.customer_ids)
                for pk, agreement in sorted(
                    (self.agreements or {}).items(), key=lambda each: (each[1].name, each[0])
                )
                if customer_id in agreement.customer_ids
                or buyer.group_id in agreement.group_ids
                or not agreement.segment_ids.isdisjoint(buyer.segment_ids)
            )
        return found

    @cached_property
    def _kept_lists(self) -> dict[int, Mapping[int, Sequence[_Reason]]]:
        return {}

    @cached_property
    def _kept_agreements(self) -> dict[int, Sequence[tuple[int, bool]]]:
        return {}

    @cached_property
    def _rows(self) -> Mapping[tuple[int, int], Sequence[Row]]:
        found: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.price_list_id, row.variant_id].append(row)
        return found

    @cached_property
    def _lists_by_holder(self) -> Mapping[tuple[str, int], Sequence[tuple[int, int]]]:
        """Who has which lists, with the place of the connection among all."""
        found: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        for place, connection in enumerate(self.connections):
            for kind, pk in (
                ("customer", connection.customer_id),
                ("group", connection.group_id),
                ("segment", connection.segment_id),
                ("tier", connection.tier_id),
            ):
                if pk is not None:
                    found[kind, pk].append((place, connection.price_list_id))
        return found
