"""Freight accounts in the sheet of customers: read, refused, taken out again and taken back."""

import pytest

from core.models import ImportStatus
from customers.exports import CUSTOMERS
from customers.models import Customer, ShipperAccount
from customers.services import teams
from customers.services.import_customers import CustomerImport
from customers.services.shipper_accounts import AccountDetails, save_shipper_account
from tests.imports import apply_file, apply_plan, tables_of, undo_import
from tests.services.customers.conftest import Book
from tests.services.customers.customer_sheets import TABLES, apply, kept, plan, undo
from tests.teams import make_teams
from tests.world import World

ALL_TABLES = (*TABLES, "customers.ShipperAccount")
HEADINGS = ("Kundnummer", "Fraktkonton")


def give(customer: Customer, *accounts: tuple[str, str]) -> None:
    ShipperAccount.objects.bulk_create(
        ShipperAccount(customer=customer, carrier=carrier, number=number)
        for carrier, number in accounts
    )


def accounts_of(customer: Customer) -> list[str]:
    return [str(account) for account in customer.shipper_accounts.order_by("carrier", "number")]


def test_a_cell_names_all_the_accounts_of_a_customer(world: World, book: Book) -> None:
    give(world.vestby, ("DHL", "1"), ("Bring", "7"))
    path = book(HEADINGS, (world.vestby.number, "dhl: 1; PostNord: 77-1"))
    planned = plan(world, path)
    [change] = planned.row().changes
    assert (change.field, change.old, change.new) == (
        *("shipper_accounts", "Bring: 7; DHL: 1"),
        "dhl: 1; PostNord: 77-1",
    )
    kept_id = world.vestby.shipper_accounts.get(carrier="DHL").pk
    apply_plan(CustomerImport, planned, actor=world.actor(world.stina))
    assert accounts_of(world.vestby) == ["PostNord 77-1", "dhl 1"]
    assert world.vestby.shipper_accounts.get(carrier="dhl").pk == kept_id  # the same account


def test_blank_leaves_the_accounts_and_clear_takes_them_away(world: World, book: Book) -> None:
    give(world.vestby, ("DHL", "1"))
    assert plan(world, book(HEADINGS, (world.vestby.number, ""))).counts.unchanged == 1
    apply(world, book(HEADINGS, (world.vestby.number, "[clear]")))
    assert accounts_of(world.vestby) == []


def test_a_new_customer_has_its_accounts_at_once(world: World, book: Book) -> None:
    headings = ("Kundnummer", "Företag", "Kundgrupp", "Freight accounts")
    applied = apply(world, book(headings, ("S-1", "Solhaga", "Retail", "DHL:1234\nBring:0042")))
    assert accounts_of(Customer.objects.get(number="S-1")) == ["Bring 0042", "DHL 1234"]
    assert undo(world, applied).job.undone == {"undone": 1, "kept": 0}
    assert not ShipperAccount.objects.exists()


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("12345", "Write the carrier, a colon and the number: DHL: 123456."),
        ("DHL:", "Write the carrier, a colon and the number: DHL: 123456."),
        (": 12", "Write the carrier, a colon and the number: DHL: 123456."),
        (12345, "Write the carrier, a colon and the number: DHL: 123456."),
        ("D" * 41 + ": 1", "A carrier, and an account number, have at most 40 characters."),
        ("DHL: 1; dhl: 1", "The same account stands there twice."),
        ("; ".join(f"DHL: {n}" for n in range(21)), "A customer has at most 20 of these."),
    ],
)
def test_what_is_no_account_is_refused_at_its_cell(
    world: World, book: Book, cell: object, why: str
) -> None:
    give(world.vestby, ("DHL", "1"))
    planned = plan(world, book(HEADINGS, (world.vestby.number, cell)))
    [problem] = planned.row().problems
    assert (planned.row().row_number, problem.column_label) == (2, "Fraktkonton")
    assert problem.message == why
    assert accounts_of(world.vestby) == ["DHL 1"]


def test_what_goes_out_comes_in_as_it_was(world: World, book: Book) -> None:
    odd = [("DHL", "1"), ("DHL", "2; 3"), ("A:B", '4"'), ('"x" y', "5:6"), ("Öst, väst", "=1+1")]
    give(world.vestby, *odd)
    columns = [column.key for column in CUSTOMERS.columns("SEK")]
    rows = [list(row) for row in CUSTOMERS.rows(*_found(world))]
    planned = plan(world, book(tuple(CUSTOMERS.headings("SEK")), *map(tuple, rows)))
    assert planned.summary_line() == "create=0 update=0 unchanged=3 refused=0"

    place = columns.index("shipper_accounts")
    told = next(row[place] for row in rows if row[0] == world.vestby.number)
    ShipperAccount.objects.all().delete()
    apply(world, book(HEADINGS, (world.vestby.number, told)))
    assert {(a.carrier, a.number) for a in world.vestby.shipper_accounts.all()} == set(odd)


def _found(world: World) -> tuple[object, object]:
    actor = world.actor(world.stina)
    return actor, CUSTOMERS.found(actor, {})


def test_undone_is_as_before(world: World, book: Book) -> None:
    give(world.vestby, ("DHL", "1"), ("Bring", "7"))
    before = tables_of(*ALL_TABLES)
    applied = apply(world, book(HEADINGS, (world.vestby.number, "dhl: 1; PostNord: 2")))
    assert undo(world, applied).job.undone == {"undone": 1, "kept": 0}
    assert tables_of(*ALL_TABLES) == before


def test_an_account_edited_since_stays_and_is_named(world: World, book: Book) -> None:
    applied = apply(
        world,
        book(HEADINGS, (world.vestby.number, "DHL: 1"), (world.care.number, "DHL: 2")),
    )
    world.vestby.shipper_accounts.update(number="9")
    undone = undo(world, applied)
    assert kept(undone) == {world.vestby.number: "Changed since."}
    assert accounts_of(world.vestby) == ["DHL 9"]
    assert accounts_of(world.care) == []


def test_an_account_added_again_since_keeps_its_place(world: World, book: Book) -> None:
    give(world.vestby, ("DHL", "a1"))
    applied = apply(world, book(HEADINGS, (world.vestby.number, "[clear]")))
    give(world.vestby, ("dhl", "A1"))
    undone = undo(world, applied)
    assert kept(undone) == {world.vestby.number: "Its place has been taken since."}
    assert accounts_of(world.vestby) == ["dhl A1"]


def test_an_account_added_since_the_review_asks_for_a_new_look(world: World, book: Book) -> None:
    stina = world.actor(world.stina)
    reviewed = plan(world, book(HEADINGS, (world.vestby.number, "PostNord: 2")))
    details = AccountDetails("DHL", "1")
    save_shipper_account(actor=stina, customer=world.vestby, details=details)
    found = apply_plan(CustomerImport, reviewed, actor=stina)
    assert found.job.status == ImportStatus.PLANNED
    assert found.row().changes[0].old == "DHL: 1"
    assert accounts_of(world.vestby) == ["DHL 1"]


def test_the_accounts_of_a_customer_that_is_another_teams_since_stay(
    world: World, book: Book
) -> None:
    two = make_teams(world)
    sam = world.actor(world.sam)
    give(world.vestby, ("Bring", "7"), ("DHL", "1"))
    path = book(HEADINGS, (world.vestby.number, "dhl: 1; PostNord: 2"))
    applied = apply_file(CustomerImport, path, actor=sam)
    teams.give_customer(
        actor=world.actor(world.stina), customer_id=world.vestby.pk, team_id=two.south.pk
    )
    undone = undo_import(CustomerImport, applied, actor=sam)
    assert undone.job.undone == {"undone": 0, "kept": 1}
    assert accounts_of(world.vestby) == ["PostNord 2", "dhl 1"]
