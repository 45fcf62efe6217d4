"""A sheet of customers: created, updated, refused, all or nothing."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from core.exchange.plan import Action, Plan
from core.exchange.template import template_xlsx
from core.exchange.writer import write_xlsx
from core.imports import FilePlan, PlanChanged, RowsRefused
from customers.errors import NotPermitted
from customers.models import Customer, CustomerGroup, Membership
from customers.services.import_customers import apply_customer_file, plan_customer_file
from customers.sheets import customer_sheet
from tests.world import World, make_user

Book = Callable[..., Path]
HEADINGS = ("Kundnummer", "Företag", "Kundgrupp", "Kundrabatt", "Kreditgräns", "Betalningsdagar")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def make(headings: tuple[str, ...], *rows: tuple[object, ...]) -> Path:
        path = tmp_path / "customers.xlsx"
        write_xlsx(path, sheet_title="Kunder", headings=headings, rows=rows)  # type: ignore[arg-type]
        return path

    return make


def _plan(path: Path) -> FilePlan:
    return plan_customer_file(path=path)


def _apply(world: World, path: Path) -> Plan:
    return apply_customer_file(actor=world.actor(world.stina), path=path)


def test_customers_are_created_and_updated(world: World, book: Book) -> None:
    path = book(
        HEADINGS,
        ("S-1", "Solhaga Vård", "norrviks KOMMUN", "2,5 %", "40 000", 10),
        (world.vestby.number, "Vestby Elektro AS", "", "", 0, ""),
    )

    assert _apply(world, path).summary_line() == "create=1 update=1 unchanged=0 refused=0"

    new = Customer.objects.get(number="S-1")
    assert (new.name, new.main_group, new.payment_days) == ("Solhaga Vård", world.norrvik, 10)
    assert (new.discount_percent, new.allowed_outstanding) == (Decimal("2.5"), Decimal(40000))
    world.vestby.refresh_from_db()
    assert (world.vestby.name, world.vestby.main_group) == ("Vestby Elektro AS", world.retail)
    assert world.vestby.allowed_outstanding == Decimal(0)
    assert _plan(path).plan.summary_line() == "create=0 update=0 unchanged=2 refused=0"


def test_clear_takes_the_credit_limit_away(world: World, book: Book) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(allowed_outstanding=500, staff_note="Kvar")
    _apply(world, book(("Kundnummer", "Kreditgräns"), (world.vestby.number, "[töm]")))
    world.vestby.refresh_from_db()
    assert world.vestby.allowed_outstanding is None
    assert world.vestby.staff_note == "Kvar"


def test_further_groups_are_set_by_name(world: World, book: Book) -> None:
    CustomerGroup.objects.create(name="Skolor")
    path = book(
        ("Kundnummer", "Ytterligare grupper"), (world.vestby.number, "skolor, Norrviks kommun")
    )
    _apply(world, path)
    names = set(world.vestby.further_groups.values_list("name", flat=True))
    assert names == {"Skolor", "Norrviks kommun"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("S-1", "", "Retail", "", "", ""), "This is needed for a new row."),
        (("S-1", "S", "Okänd", "", "", ""), "There is none with this name."),
        (("S-1", "S", "Retail", "120", "", ""), "A percentage lies between 0 and 100."),
        (("S-1", "S", "Retail", "", "-1", ""), "The amount may not be below 0."),
        (("S-1", "S", "Retail", "", "", 400), "At most 365 days."),
    ],
)
def test_bad_rows_say_why(world: World, book: Book, row: tuple[object, ...], message: str) -> None:
    path = book(HEADINGS, row)
    (planned,) = _plan(path).plan.rows
    assert planned.action is Action.REFUSED
    assert message in [problem.message for problem in planned.problems]
    with pytest.raises(RowsRefused):
        _apply(world, path)
    assert not Customer.objects.filter(number="S-1").exists()


def test_a_number_twice_is_refused_the_second_time(world: World, book: Book) -> None:
    row = ("S-1", "S", "Retail", "", "", "")
    actions = [planned.action for planned in _plan(book(HEADINGS, row, row)).plan.rows]
    assert actions == [Action.CREATE, Action.REFUSED]


def test_a_move_that_cuts_chains_is_refused(world: World, book: Book) -> None:
    headings = ("Kundnummer", "Kundgrupp")
    assert _plan(book(headings, (world.care.number, "Retail"))).plan.counts().update == 1

    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=1,
    )
    (planned,) = _plan(book(headings, (world.care.number, "Retail"))).plan.rows
    assert "approval chains would be cut" in planned.problems[0].message


def test_a_plan_that_no_longer_holds_is_not_applied(world: World, book: Book) -> None:
    path = book(("Kundnummer", "Företag"), (world.vestby.number, "Nytt namn"))
    reviewed = _plan(path).fingerprint()
    Customer.objects.filter(pk=world.vestby.pk).update(name="Annat namn")
    with pytest.raises(PlanChanged):
        apply_customer_file(actor=world.actor(world.stina), path=path, reviewed=reviewed)
    world.vestby.refresh_from_db()
    assert world.vestby.name == "Annat namn"


def test_sales_staff_may_not_import(world: World, book: Book) -> None:
    path = book(HEADINGS, ("S-1", "S", "Retail", "", "", ""))
    with pytest.raises(NotPermitted):
        apply_customer_file(actor=world.actor(world.sam), path=path)


def test_the_command_prints_the_sums(world: World, book: Book) -> None:
    path = book(HEADINGS, ("S-1", "S", "Retail", "", "", ""))
    output = StringIO()
    call_command("import_customers", str(path), "--dry-run", stdout=output)
    assert not Customer.objects.filter(number="S-1").exists()
    call_command("import_customers", str(path), stdout=output)
    assert output.getvalue().splitlines() == ["create=1 update=0 unchanged=0 refused=0"] * 2
    assert Customer.objects.filter(number="S-1").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_the_template_fits_its_own_sheet(tmp_path: Path, language: str) -> None:
    path = tmp_path / "template.xlsx"
    template_xlsx(path, sheet=customer_sheet("SEK"), language=language)
    found = _plan(path)
    assert (found.unknown, found.missing, found.plan.rows) == ((), (), ())
