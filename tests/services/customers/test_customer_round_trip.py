"""Whatever cells somebody edits in an exported sheet of customers: those fields change, only."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.exchange.csv_writer import write_csv
from core.exchange.values import CLEAR_WORDS
from core.exchange.writer import Value, write_xlsx
from core.exchange.written import joined, percentage
from customers.exports import CUSTOMERS
from customers.freight_accounts import FreightAccount
from customers.models import Customer, CustomerGroup, PricingTier
from customers.services.import_customers import CustomerImport
from tests.imports import apply_file, tables_of, undo_import
from tests.world import World

TABLES = (
    *("customers.Customer", "customers.Customer_further_groups"),
    "customers.ShipperAccount",
)
GROUPS = ("Norrviks kommun", "Retail", 'Vård, "skola"; bygg', "=1+1")
TIERS = ("Reseller", "Wholesaler")
CLEARED = "[clear]"

# Whatever a spreadsheet might run, part, round or take for something else.
_LETTERS = "abåÖ =+-@'\";,.0123456789\t\n|%[]"
_words = (
    st.text(_LETTERS, min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda words: words and words.casefold() not in CLEAR_WORDS)
)
# A customer has each carrier once here: two that differ in letter case alone are one account.
_carriers = st.sampled_from(("DHL", "A:B", 'Öst "väst"', "; ,", '"', "=1+1"))
_codes = st.from_regex(r"\A0?[0-9A-DF-Z-]{1,15}\Z")
_hosts = st.from_regex(r"\Awww\.[a-z]{1,10}\.example\Z")
_flags = st.booleans()


@pytest.fixture
def odd_world(world: World) -> World:
    for name in GROUPS[2:]:
        CustomerGroup.objects.create(name=name)
    tiers = [PricingTier.objects.create(name=name) for name in TIERS]
    world.vestby.shipper_accounts.create(carrier="DHL", number="0042")
    world.vestby.further_groups.add(CustomerGroup.objects.get(name=GROUPS[2]))
    Customer.objects.filter(pk=world.vestby.pk).update(
        pricing_tier=tiers[0], discount_percent="0.5", allowed_outstanding=0, country="NO"
    )
    return world


def as_is(value: Any) -> tuple[Any, Any]:
    return value, value


def written(accounts: Mapping[str, str]) -> str:
    return joined(str(FreightAccount(*account)) for account in sorted(accounts.items()))


# For each column: (what is written in the cell, what the field becomes).
EDITS: Mapping[str, st.SearchStrategy[tuple[Any, Any]]] = {
    "name": _words.map(as_is),
    "phone": _words.map(as_is),
    "org_number": _codes.map(as_is),
    "vat_number": _codes.map(as_is) | st.just((CLEARED, "")),
    "country": st.sampled_from(("SE", "NO", "DK")).map(as_is),
    "email": st.just(("ny@example.com", "ny@example.com")) | st.just((CLEARED, "")),
    "website": _hosts.map(lambda host: (host, f"https://{host}")) | st.just((CLEARED, "")),
    "ape_code": st.from_regex(r"\A[0-9]{4}[A-Z]\Z").map(as_is) | st.just((CLEARED, "")),
    "main_group": st.sampled_from(GROUPS).map(as_is),
    "further_groups": st.sets(st.sampled_from(GROUPS), min_size=1).map(
        lambda names: (joined(sorted(names)), tuple(sorted(names)))
    )
    | st.just((CLEARED, ())),
    "pricing_tier": st.sampled_from(TIERS).map(as_is) | st.just((CLEARED, None)),
    "discount_percent": st.decimals(0, 100, places=2).map(
        lambda number: (percentage(number), number)
    ),
    "allowed_outstanding": st.decimals(0, 10**9, places=2).map(as_is) | st.just((CLEARED, None)),
    "payment_days": st.integers(0, 365).map(as_is),
    "risk": st.sampled_from((("Low", "low"), ("Medium", "medium"), ("High", "high")))
    | st.just((CLEARED, "")),
    "may_pay_on_account": _flags.map(as_is),
    "may_order_free_text": _flags.map(as_is),
    "free_delivery_address": _flags.map(as_is),
    "is_active": _flags.map(as_is),
    "shipper_accounts": st.dictionaries(_carriers, _words, min_size=1, max_size=3).map(
        lambda accounts: (written(accounts), tuple(sorted(accounts.items())))
    )
    | st.just((CLEARED, ())),
}
Edited = dict[tuple[int, str], tuple[Any, Any]]


@st.composite
def edits(draw: st.DrawFn) -> Edited:
    """Some cells of the three customers' rows."""
    places = draw(st.sets(st.tuples(st.integers(0, 2), st.sampled_from(sorted(EDITS))), max_size=8))
    return {place: draw(EDITS[place[1]]) for place in sorted(places)}


def cards() -> list[dict[str, Any]]:
    """What each customer's card says, in the order of the exported rows."""
    found = []
    rows = Customer.objects.select_related("main_group", "pricing_tier").order_by("name", "pk")
    for customer in rows:
        card = {name: getattr(customer, name) for name in EDITS}
        card["country"] = str(customer.country)
        card["main_group"] = customer.main_group.name
        card["pricing_tier"] = customer.pricing_tier.name if customer.pricing_tier else None
        names = customer.further_groups.values_list("name", flat=True)
        card["further_groups"] = tuple(sorted(names))
        accounts = customer.shipper_accounts.values_list("carrier", "number")
        card["shipper_accounts"] = tuple(sorted(accounts))
        found.append(card | {"pk": customer.pk})
    return found


def write(path: Path, rows: list[list[Value]]) -> None:
    headings = CUSTOMERS.headings("SEK")
    if path.suffix == ".xlsx":
        write_xlsx(path, sheet_title="Customers", headings=headings, rows=rows)
    else:
        write_csv(path, headings=headings, rows=rows)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edited=edits(), suffix=st.sampled_from(("xlsx", "csv")))
def test_edited_cells_change_exactly_their_fields(
    odd_world: World, tmp_path: Path, edited: Edited, suffix: str
) -> None:
    with transaction.atomic():
        _try(odd_world, tmp_path / f"customers.{suffix}", edited)
        transaction.set_rollback(True)


def _try(world: World, path: Path, edited: Edited) -> None:
    actor = world.actor(world.stina)
    columns = [column.key for column in CUSTOMERS.columns("SEK")]
    taken: Callable[..., Any] = CUSTOMERS.rows
    rows = [list(row) for row in taken(actor, CUSTOMERS.found(actor, {}))]
    before, tables = cards(), tables_of(*TABLES)
    expected = {card["pk"]: dict(card) for card in before}
    for (place, column), (cell, value) in edited.items():
        rows[place][columns.index(column)] = cell
        expected[before[place]["pk"]][column] = value
    write(path, rows)

    applied = apply_file(CustomerImport, path, actor=actor)

    assert {card["pk"]: card for card in cards()} == expected
    changed = sum(1 for card in before if expected[card["pk"]] != card)
    assert (applied.counts.update, applied.counts.unchanged) == (changed, 3 - changed)
    shown = {(row.row_number - 2, change.field) for row in applied.rows for change in row.changes}
    assert shown == {
        place for place, (_cell, value) in edited.items() if before[place[0]][place[1]] != value
    }
    if changed:
        undo_import(CustomerImport, applied, actor=actor)
    assert tables_of(*TABLES) == tables


def test_the_editors_know_every_column() -> None:
    columns = {column.key for column in CUSTOMERS.columns("SEK")}
    assert set(EDITS) == columns - {"number"}
