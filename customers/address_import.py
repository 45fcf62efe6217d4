"""What a sheet of addresses would do: facts and rows in, planned rows with reasons out. Pure.

Unlike other sheets it is planned as a whole: a row that marks an address as the one suggested
first takes the mark from another, which may stand anywhere in the file or not in it at all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Change, Edit, PlanRow
from customers.card_import import Draft, FirstRows, Known, changes_between, edit_of
from customers.field_rules import ADDRESSES, NO_RULES, Rules

ADDRESS = "customers.address"
MARKS = ("is_default", "is_invoice")


@dataclass(frozen=True, slots=True)
class AddressState:
    name: str = ""
    attention: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "SE"
    phone: str = ""
    is_default: bool = False
    is_invoice: bool = False

    @property
    def place(self) -> tuple[str, str, str]:
        """What two addresses of a customer cannot have in common and be told apart."""
        return self.name.lower(), self.street.lower(), self.postal_code.replace(" ", "").lower()


@dataclass(frozen=True, slots=True)
class AddressFact:
    id: int
    state: AddressState


@dataclass(frozen=True, slots=True)
class CustomerFact:
    """`country` is that of new addresses without one."""

    id: int
    number: str
    country: str
    addresses: Sequence[AddressFact] = ()
    main_group_id: int = 0


@dataclass(frozen=True)
class AddressFacts:
    """`why_not`: why whoever imports may not change addresses; "" when they may.

    `rules`: what holds for the fields, by customer id.
    """

    customers: Known[CustomerFact]
    why_not: str = ""
    rules: Mapping[int, Rules] = field(default_factory=dict)


@dataclass(slots=True)
class _Address:
    """A row on its way: whose address, which one (`before`), and what becomes of it.

    `after` None = it goes. `taken` are the marks that this row takes from addresses without a row.
    """

    draft: Draft
    key: str
    customer: CustomerFact | None
    before: AddressFact | None = None
    after: AddressState | None = None
    taken: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class AddressPlan:
    """`missing`: rows that remove what is not there; `unmarked`: addresses that lose a mark

    without being in the file.
    """

    rows: Iterator[PlanRow]
    missing: int
    unmarked: int


def plan_addresses(
    rows: Iterable[RowValues],
    *,
    match: HeadingMatch,
    facts: AddressFacts,
    new_id: Callable[[], int],
) -> AddressPlan:
    """What the rows would do; the second row about an address is refused."""
    first_rows = FirstRows()
    found = []
    for row in rows:
        address = _address(Draft.of(row, match), facts)
        first_rows.refuse_later(address.draft, address.key, _key_column(address))
        found.append(address)
    _settle_marks(found)
    return AddressPlan(
        rows=(_planned(address, new_id) for address in found),
        missing=sum(
            1 for each in found if each.before is None is each.after and each.draft.is_good
        ),
        unmarked=sum(len(each.taken) for each in found),
    )


def _key_column(address: _Address) -> str:
    return "address_number" if address.before else "name"


def _address(draft: Draft, facts: AddressFacts) -> _Address:
    if facts.why_not:
        draft.refuse("", facts.why_not)
    number = draft.text("customer_number")
    none = _("There is no customer with this number.")
    customer = draft.the_one("customer_number", number, facts.customers, none) if number else None
    ordinary = AddressState(country=customer.country if customer else "SE")
    values = draft.given(ordinary)
    place = replace(ordinary, **values).place
    asked = draft.row.values.get("address_number")
    before = None
    if customer:
        before = _before(draft, customer, asked, place)
    key = f"#{before.id}" if before else f"{number.lower()} {' '.join(place)} {asked or ''}"
    removes = draft.row.values.get("remove") is True
    if customer and not before and not removes:
        draft.needs_all()
    after = None if removes else replace(before.state if before else ordinary, **values)
    if customer and after and draft.is_good:
        _hold_to_rules(draft, facts.rules.get(customer.id, NO_RULES), before, after)
    return _Address(draft, key, customer, before, after)


def _hold_to_rules(
    draft: Draft, rules: Rules, before: AddressFact | None, after: AddressState
) -> None:
    """A cell that the customer's field rules do not let stand refuses its row (N-21)."""
    stood = asdict(before.state) if before else None
    for broken in rules.broken_by(ADDRESSES, stood, asdict(after)):
        draft.refuse(broken.name, str(broken.reason))


def _before(
    draft: Draft, customer: CustomerFact, asked: Any, place: tuple[str, str, str]
) -> AddressFact | None:
    """By its number; else the one at the same place, if there is only one."""
    if isinstance(asked, int):
        numbered = [each for each in customer.addresses if each.id == asked]
        if not numbered and not draft.row.values.get("remove"):
            draft.refuse("address_number", _("This customer has no address with this number."))
        return numbered[0] if numbered else None
    there = [each for each in customer.addresses if each.state.place == place]
    if len(there) > 1:
        draft.refuse("name", _("Several addresses are alike. Say which by its address number."))
    return there[0] if len(there) == 1 else None


def _settle_marks(found: Sequence[_Address]) -> None:
    """One address of a customer has each mark: the first row that says so."""
    by_customer: dict[int, list[_Address]] = defaultdict(list)
    for address in found:
        if address.customer and address.draft.is_good:
            by_customer[address.customer.id].append(address)
    for addresses in by_customer.values():
        takers: dict[int, _Address] = {}
        for mark in MARKS:
            _settle(mark, addresses, takers)


def _settle(mark: str, addresses: list[_Address], takers: dict[int, _Address]) -> None:
    """`takers` has who unmarks an address that has no row: one row does it for both marks."""
    said = [
        each
        for each in addresses
        if each.draft.is_good and each.after and each.draft.row.values.get(mark) is True
    ]
    if not said:
        return
    taker = said[0]
    for other in said[1:]:
        first = {"number": taker.draft.row.number}
        other.draft.refuse(mark, _("Row %(number)s says so of another address.") % first)
    customer = taker.customer
    in_file = {each.before.id: each for each in addresses if each.before and each.draft.is_good}
    for fact in customer.addresses if customer else ():
        if not getattr(fact.state, mark) or (taker.before and fact.id == taker.before.id):
            continue
        holder = in_file.get(fact.id)
        if holder is None:
            takers.setdefault(fact.id, taker).taken.setdefault(fact.id, []).append(mark)
        elif holder.after:
            unmarked: dict[str, Any] = {mark: False}
            holder.after = replace(holder.after, **unmarked)


def _planned(address: _Address, new_id: Callable[[], int]) -> PlanRow:
    draft, before, after = address.draft, address.before, address.after
    state = after or (before.state if before else None)
    shown = (draft.text("customer_number"), state.name if state else draft.text("name"))
    ordinary = AddressState(country=address.customer.country if address.customer else "SE")
    edits: list[Edit] = []
    changes: tuple[Change, ...] = ()
    if draft.is_good and address.customer:
        edits += _edits(address, address.customer.id, new_id)
        if after:
            changes = changes_between(before.state if before else None, after, ordinary)
        elif before:
            changes = (Change("remove", False, True),)
    return draft.planned(
        key=address.key,
        label=" · ".join(part for part in (*shown, state.street if state else "") if part),
        is_new=before is None,
        changes=changes,
        edits=edits,
    )


def _edits(address: _Address, customer_id: int, new_id: Callable[[], int]) -> Iterator[Edit]:
    before, after = address.before, address.after
    old = _columns(before.state) if before else None
    if after is None:
        if before and old:
            gone: Mapping[str, Any] = {"id": before.id, "customer_id": customer_id, **old}
            yield Edit(ADDRESS, before.id, gone, None)
        return
    new = _columns(after)
    if before is None:
        yield Edit(ADDRESS, new_id(), None, {"customer_id": customer_id, **new})
    else:
        yield from edit_of(ADDRESS, before.id, old, new)
    for pk, marks in address.taken.items():
        yield Edit(ADDRESS, pk, dict.fromkeys(marks, True), dict.fromkeys(marks, False))


def _columns(state: AddressState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in AddressState.__dataclass_fields__}
