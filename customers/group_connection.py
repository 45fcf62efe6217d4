"""What moving customers to another main group does to approval chains. Pure: ids in, ids out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

Border = tuple[str, int]  # of an organisation: its group, or a customer by itself


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One membership and the next approver above it, at another customer of the organisation."""

    membership_id: int
    customer_id: int
    above_id: int
    above_customer_id: int
    break_point: str | None  # as the import's edits keep it
    person: str
    above: str

    @property
    def ends(self) -> tuple[int, int]:
        """Whom it joins, for `key_of_cuts`."""
        return self.membership_id, self.above_id

    @property
    def amount(self) -> Decimal:
        """The break point, ex VAT."""
        return Decimal(self.break_point or 0)


def border_of(customer_id: int, group_id: int, *, is_organisation: bool) -> Border:
    """Whom a chain may reach: everybody in an organisation, else only the customer itself."""
    return ("group", group_id) if is_organisation else ("customer", customer_id)


def links_cut(
    links: Iterable[ChainLink], borders: Mapping[int, Border], moved: Mapping[int, Border]
) -> list[ChainLink]:
    """The links that lead out of an organisation once every customer in `moved` is there.

    Customers that move together to the same organisation keep the chains between them.
    """
    after = {**borders, **moved}
    return [link for link in links if after[link.customer_id] != after[link.above_customer_id]]


def movable_without_cutting(
    links: Sequence[ChainLink], borders: Mapping[int, Border], moved: Mapping[int, Border]
) -> tuple[set[int], dict[int, list[ChainLink]]]:
    """Which of `moved` can go without a cut, and for each that cannot the links that hold it.

    One that stays can hold others that would have gone with it, so it is asked until none is.
    """
    going = dict(moved)
    held: dict[int, list[ChainLink]] = {}
    while cut := links_cut(links, borders, going):
        for link in cut:
            for customer_id in {link.customer_id, link.above_customer_id} & set(moved):
                held.setdefault(customer_id, [])
                if link not in held[customer_id]:
                    held[customer_id].append(link)
                going.pop(customer_id, None)
    return set(going), held


def key_of_cuts(links: Iterable[tuple[int, int | None]]) -> str:
    """What a yes to cuts names: (membership, the approver above it) of each. "" = no cuts.

    Another person, or another approver above somebody, is another key.
    """
    told = ",".join(f"{below}>{above}" for below, above in sorted(links))
    return sha256(told.encode()).hexdigest()[:32] if told else ""


def links_by_mover(cut: Iterable[ChainLink], moved: Collection[int]) -> dict[int, list[ChainLink]]:
    """Each cut link once, under the customer whose move cuts it."""
    found: dict[int, list[ChainLink]] = {}
    for link in cut:
        mover = link.customer_id if link.customer_id in moved else link.above_customer_id
        found.setdefault(mover, []).append(link)
    return found
