"""A sheet of customers: created, updated, refused, all or nothing."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from core.exchange.plan import Action
from core.exchange.template import template_xlsx
from core.imports.contract import ImportRefused, RowsRefused
from customers.access import GRANTS, Perm, Role
from customers.models import (
    Customer,
    CustomerGroup,
    PricingTier,
)
from customers.services.import_customers import CustomerImport
from customers.sheets import customer_sheet
from tests.imports import apply_plan, plan_file, tables_of
from tests.services.customers.conftest import Book
from tests.services.customers.customer_sheets import HEADINGS, TABLES, apply, plan
from tests.world import World


def test_customers_are_created_and_updated(world: World, book: Book) -> None:
    path = book(
        HEADINGS,
        ("S-1", "Solhaga Vård", "norrviks KOMMUN", "2,5 %", "40 000", 10),
        (world.vestby.number, "Vestby Elektro AS", "", "", 0, ""),
    )

    assert apply(world, path).summary_line() == "create=1 update=1 unchanged=0 refused=0"

    new = Customer.objects.get(number="S-1")
    assert (new.name, new.main_group, new.payment_days) == ("Solhaga Vård", world.norrvik, 10)
    assert (new.discount_percent, new.allowed_outstanding) == (Decimal("2.5"), Decimal(40000))
    assert (new.country, new.is_active, new.free_delivery_address) == ("SE", True, True)
    world.vestby.refresh_from_db()
    assert (world.vestby.name, world.vestby.main_group) == ("Vestby Elektro AS", world.retail)
    assert world.vestby.allowed_outstanding == Decimal(0)
    assert plan(world, path).summary_line() == "create=0 update=0 unchanged=2 refused=0"


def test_the_shops_own_numbers_go_on_after_those_of_the_file(world: World, book: Book) -> None:
    next_one = int(Customer.objects.create(name="Ours", main_group=world.retail).number) + 1
    rows = [(str(number), "S", "Retail", "", "", "") for number in (next_one, next_one + 7)]
    apply(world, book(HEADINGS, *rows, ("923456789", "Longer", "Retail", "", "", "")))
    ours = Customer.objects.create(name="Ours too", main_group=world.retail)
    assert next_one + 7 < int(ours.number) < next_one + 20


def test_the_plan_shows_each_field_from_and_to(world: World, book: Book) -> None:
    path = book(HEADINGS, (world.vestby.number, "Vestby AS", "Retail", "", 1500, ""))
    changes = plan(world, path).row().changes
    assert [(each.field, each.old, each.new) for each in changes] == [
        ("name", "Vestby Elektro", "Vestby AS"),
        ("allowed_outstanding", None, "1500.00"),
    ]


def test_clear_takes_the_credit_limit_and_the_groups_away(world: World, book: Book) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(allowed_outstanding=500, risk="high")
    world.vestby.further_groups.add(world.norrvik)
    apply(
        world,
        book(
            ("Kundnummer", "Kreditgräns", "Fler grupper"), (world.vestby.number, "[töm]", "[töm]")
        ),
    )
    world.vestby.refresh_from_db()
    assert world.vestby.allowed_outstanding is None
    assert world.vestby.risk == "high"
    assert not world.vestby.further_groups.exists()


def test_further_groups_are_set_by_name(world: World, book: Book) -> None:
    CustomerGroup.objects.create(name="Skolor")
    path = book(
        ("Kundnummer", "Ytterligare grupper"), (world.vestby.number, "skolor, Norrviks kommun")
    )
    apply(world, path)
    names = set(world.vestby.further_groups.values_list("name", flat=True))
    assert names == {"Skolor", "Norrviks kommun"}


def test_a_blank_cell_and_a_missing_column_leave_the_value(world: World, book: Book) -> None:
    tier = PricingTier.objects.create(name="Reseller")
    Customer.objects.filter(pk=world.vestby.pk).update(
        pricing_tier=tier, discount_percent=3, is_active=False, free_delivery_address=False
    )
    before = tables_of(*TABLES)
    row = (world.vestby.number, "", "", "", "", "")
    assert apply(world, book(HEADINGS, row)).counts.unchanged == 1
    assert tables_of(*TABLES) == before


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("S-1", "", "Retail", "", "", ""), "This is needed for a new row."),
        (("S-1", "S", "Okänd", "", "", ""), "There is none with this name."),
        (("S-1", "S", "Retail", "120", "", ""), "A percentage lies between 0 and 100."),
        (("S-1", "S", "Retail", "2,1234 %", "", ""), "A percentage has at most two decimals."),
        (("S-1", "S", "Retail", "", "-1", ""), "The amount may not be below 0."),
        (("S-1", "S", "Retail", "", "", 400), "At most 365 days."),
        (("S" * 31, "S", "Retail", "", "", ""), "The text has 31 characters; at most 30 fit."),
    ],
)
def test_bad_rows_say_why(world: World, book: Book, row: tuple[object, ...], message: str) -> None:
    planned = plan(world, book(HEADINGS, row))
    assert planned.row().action is Action.REFUSED
    assert message in planned.messages
    with pytest.raises(RowsRefused):
        apply_plan(CustomerImport, planned, actor=world.actor(world.stina))
    assert not Customer.objects.filter(number=row[0]).exists()


def test_a_number_twice_is_refused_the_second_time(world: World, book: Book) -> None:
    rows = (("S-1", "S", "Retail", "", "", ""), ("s-1", "S", "Retail", "", "", ""))
    planned = plan(world, book(HEADINGS, *rows))
    assert [row.action for row in planned.rows] == [Action.CREATE, Action.REFUSED]
    assert planned.messages == ["The same is already in row 2."]


def test_numbers_that_differ_in_letter_case_are_never_confused(world: World, book: Book) -> None:
    for number in ("A-1", "a-1", "B-1"):
        Customer.objects.create(number=number, name="Old", main_group=world.retail)
    apply(world, book(("Kundnummer", "Företag"), ("a-1", "New"), ("b-1", "New")))
    renamed = Customer.objects.filter(name="New").values_list("number", flat=True)
    assert set(renamed) == {"a-1", "B-1"}


def test_names_that_differ_in_letter_case_are_not_guessed(world: World, book: Book) -> None:
    CustomerGroup.objects.create(name="SKOLOR")
    CustomerGroup.objects.create(name="skolor")
    row = (world.vestby.number, "Skolor")
    planned = plan(world, book(("Kundnummer", "Fler grupper"), row))
    assert planned.messages == ["There are several that differ only in upper and lower case."]


def test_group_administrators_may_not_import(world: World, book: Book) -> None:
    path = book(HEADINGS, ("S-1", "S", "Retail", "", "", ""))
    with pytest.raises(ImportRefused, match="no right"):
        plan_file(CustomerImport, path, actor=world.actor(world.greta))
    assert not Customer.objects.filter(number="S-1").exists()


def test_an_importer_without_the_right_has_the_rows_refused(
    world: World, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GRANTS, Perm.STAFF_CUSTOMER_CHANGE, frozenset({Role.SALES_STAFF}))
    planned = plan(world, book(HEADINGS, ("S-1", "S", "Retail", "", "", "")))
    assert planned.messages == ["You have no right to do this."]


def test_the_command_prints_the_sums(world: World, book: Book) -> None:
    path = book(HEADINGS, ("S-1", "S", "Retail", "", "", ""))
    output = StringIO()
    call_command("import_customers", str(path), "--dry-run", stdout=output)
    assert not Customer.objects.filter(number="S-1").exists()
    call_command("import_customers", str(path), stdout=output)
    assert output.getvalue().splitlines() == ["create=1 update=0 unchanged=0 refused=0"] * 2
    assert Customer.objects.filter(number="S-1").exists()


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_the_template_fits_its_own_sheet(world: World, tmp_path: Path, language: str) -> None:
    path = tmp_path / "template.xlsx"
    template_xlsx(path, sheet=customer_sheet("SEK"), language=language)
    found = plan(world, path)
    about = found.job.plan or {}
    assert (about["unknown"], about["missing"], found.rows) == ([], [], ())
