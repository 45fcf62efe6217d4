"""A sheet of customers: created, updated, refused, all or nothing; and taken back."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from core.exchange.plan import Action
from core.exchange.template import template_xlsx
from core.exchange.writer import write_xlsx
from core.imports.contract import ImportRefused, RowsRefused
from core.imports.rows import rows_of
from core.models import ImportStatus
from customers.access import GRANTS, Perm, Role
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    GroupKind,
    Membership,
    PricingTier,
)
from customers.services.import_customers import CustomerImport
from customers.sheets import customer_sheet
from tests.imports import Planned, apply_file, apply_plan, plan_file, tables_of, undo_import
from tests.world import World, make_user

Book = Callable[..., Path]
HEADINGS = ("Kundnummer", "Företag", "Kundgrupp", "Kundrabatt", "Kreditgräns", "Betalningsdagar")
TABLES = ("customers.Customer", "customers.Customer_further_groups")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def make(headings: tuple[str, ...], *rows: tuple[object, ...]) -> Path:
        path = tmp_path / "customers.xlsx"
        write_xlsx(path, sheet_title="Kunder", headings=headings, rows=rows)  # type: ignore[arg-type]
        return path

    return make


def plan(world: World, path: Path) -> Planned:
    return plan_file(CustomerImport, path, actor=world.actor(world.stina))


def apply(world: World, path: Path) -> Planned:
    return apply_file(CustomerImport, path, actor=world.actor(world.stina))


def undo(world: World, applied: Planned) -> Planned:
    return undo_import(CustomerImport, applied, actor=world.actor(world.stina))


def kept(undone: Planned) -> dict[str, str]:
    return {row.label.split(" · ")[0]: row.kept_because for row in rows_of(undone.job, kept=True)}


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


def test_a_move_that_cuts_chains_is_refused(world: World, book: Book) -> None:
    headings = ("Kundnummer", "Kundgrupp")
    path = book(headings, (world.care.number, "Retail"))
    assert plan(world, path).counts.update == 1

    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=1,
    )
    assert "approval chains would be cut" in plan(world, path).messages[0]


def test_a_chain_joined_after_the_review_stops_the_move(world: World, book: Book) -> None:
    reviewed = plan(world, book(("Kundnummer", "Kundgrupp"), (world.care.number, "Retail")))
    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=1,
    )
    found = apply_plan(CustomerImport, reviewed, actor=world.actor(world.stina))
    assert (found.job.status, found.counts.refused) == (ImportStatus.PLANNED, 1)
    world.care.refresh_from_db()
    assert world.care.main_group == world.norrvik


def test_a_plan_that_no_longer_holds_is_not_applied(world: World, book: Book) -> None:
    reviewed = plan(world, book(("Kundnummer", "Företag"), (world.vestby.number, "Nytt namn")))
    Customer.objects.filter(pk=world.vestby.pk).update(name="Annat namn")
    found = apply_plan(CustomerImport, reviewed, actor=world.actor(world.stina))
    assert found.job.status == ImportStatus.PLANNED
    assert "changed since" in found.job.error
    world.vestby.refresh_from_db()
    assert world.vestby.name == "Annat namn"


def test_what_was_unchanged_at_the_review_must_still_be(world: World, book: Book) -> None:
    headings = ("Kundnummer", "Företag", "Telefon")
    path = book(headings, (world.vestby.number, "Vestby Elektro", "1"), ("S-1", "", ""))
    reviewed = plan(world, path)
    Customer.objects.filter(pk=world.vestby.pk).update(name="Annat namn")
    found = apply_plan(CustomerImport, reviewed, actor=world.actor(world.stina), skip_bad_rows=True)
    assert found.job.status == ImportStatus.PLANNED
    assert [change.field for change in found.row().changes] == ["name", "phone"]


def test_a_number_taken_meanwhile_is_told(world: World, book: Book) -> None:
    reviewed = plan(world, book(HEADINGS, ("S-1", "S", "Retail", "", "", "")))
    Customer.objects.create(number="s-1", name="Somebody else", main_group=world.retail)
    found = apply_plan(CustomerImport, reviewed, actor=world.actor(world.stina))
    assert (found.job.status, found.counts.update) == (ImportStatus.PLANNED, 1)


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


def test_undone_is_as_before(world: World, book: Book) -> None:
    world.vestby.further_groups.add(world.norrvik)
    before = tables_of(*TABLES)
    applied = apply(
        world,
        book(
            (*HEADINGS, "Fler grupper"),
            ("S-1", "Solhaga Vård", "Retail", "2,5 %", "40 000", 10, "Norrviks kommun"),
            (world.vestby.number, "Vestby Elektro AS", "", 1, 0, "", "Retail"),
            (world.care.number, "", "Retail", "", "", "", ""),
        ),
    )
    assert tables_of(*TABLES) != before
    undone = undo(world, applied)
    assert undone.job.undone == {"undone": 3, "kept": 0}
    assert tables_of(*TABLES) == before


def test_what_was_edited_or_used_since_stays(world: World, book: Book) -> None:
    applied = apply(
        world,
        book(
            HEADINGS,
            ("S-1", "Solhaga Vård", "Retail", "", "", ""),
            ("S-2", "Solbacka", "Retail", "", "", ""),
            (world.vestby.number, "Vestby Elektro AS", "", "", "", ""),
            (world.care.number, "Omsorg", "", "", "", ""),
        ),
    )
    customer = Customer.objects.get(number="S-1")
    Address.objects.create(
        customer=customer, name="S", street="Gata 1", postal_code="11122", city="Ort"
    )
    Customer.objects.filter(pk=world.vestby.pk).update(name="Vestby Elektro ASA")

    undone = undo(world, applied)

    assert undone.job.undone == {"undone": 2, "kept": 2}
    assert kept(undone) == {"S-1": "Used since: address.", world.vestby.number: "Changed since."}
    assert not Customer.objects.filter(number="S-2").exists()
    world.care.refresh_from_db()
    assert world.care.name == "Omsorg Norrvik"


def test_a_move_is_not_taken_back_over_a_chain_made_since(world: World, book: Book) -> None:
    county = CustomerGroup.objects.create(name="Länet", kind=GroupKind.ORGANISATION)
    other = Customer.objects.create(name="Länsteatern", main_group=county)
    applied = apply(
        world,
        book(
            ("Kundnummer", "Kundgrupp"),
            (world.care.number, "Länet"),
            (world.vestby.number, "Länet"),
        ),
    )
    approver = Membership.objects.create(
        user=make_user("bo@example.org", "Bo", "Ek"), customer=other, is_approver=True
    )
    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=approver,
        break_point=1,
    )
    undone = undo(world, applied)
    assert kept(undone) == {world.care.number: "Approval chains made since would be cut."}
    world.care.refresh_from_db()
    world.vestby.refresh_from_db()
    assert (world.care.main_group, world.vestby.main_group) == (county, world.retail)


def test_a_connection_made_anew_since_stays(world: World, book: Book) -> None:
    world.vestby.further_groups.add(world.norrvik)
    applied = apply(world, book(("Kundnummer", "Fler grupper"), (world.vestby.number, "[clear]")))
    world.vestby.further_groups.add(world.norrvik)
    undone = undo(world, applied)
    assert kept(undone) == {world.vestby.number: "Its place has been taken since."}


def test_nothing_goes_back_to_a_group_that_is_gone(world: World, book: Book) -> None:
    spare = CustomerGroup.objects.create(name="Spare")
    other = Customer.objects.create(number="S-9", name="Solo", main_group=spare)
    world.vestby.further_groups.add(spare)
    applied = apply(
        world,
        book(
            ("Kundnummer", "Kundgrupp", "Fler grupper"),
            (other.number, "Retail", ""),
            (world.vestby.number, "", "Norrviks kommun"),
            (world.care.number, "", "Retail"),
        ),
    )
    spare.delete()
    undone = undo(world, applied)
    gone = "What it belonged to has been removed since."
    assert kept(undone) == {other.number: gone, world.vestby.number: gone}
    assert not world.care.further_groups.exists()


def test_a_discount_on_top_of_another_is_told_before_it_is_applied(
    world: World, book: Book
) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    PricingTier.objects.create(name="Reseller", discount_percent=20)
    path = book(
        ("Kundnummer", "Företag", "Kundgrupp", "Kundrabatt", "Prisnivå"),
        (world.vestby.number, "", "", "5 %", ""),
        (world.care.number, "", "", "5 %", ""),
        ("S-1", "Solhaga Vård", "Retail", "2 %", "Reseller"),
        ("S-2", "Nyström", "Retail", "", ""),
    )
    planned = plan(world, path)
    said = [[caution.message for caution in row.cautions] for row in planned.rows]
    assert said == [
        ["Two discounts: 10 % from the group and then 5 % of the customer's own, together 14,5 %."],
        [],
        ["Two discounts: 20 % from the group and then 2 % of the customer's own, together 21,6 %."],
        [],
    ]
    assert (planned.job.plan or {})["notes"] == [
        "2 rows put a discount on top of another: look at rows 2, 4. "
        "No largest total discount is set."
    ]
    assert apply_plan(CustomerImport, planned, actor=world.actor(world.stina)).summary_line() == (
        "create=2 update=2 unchanged=0 refused=0"
    )
    again = plan(world, path)
    assert not any(row.cautions for row in again.rows)
    assert (again.job.plan or {})["notes"] == []


def test_other_columns_of_a_customer_with_two_discounts_say_nothing(
    world: World, book: Book
) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    Customer.objects.filter(pk=world.vestby.pk).update(discount_percent=5)
    planned = plan(world, book(("Kundnummer", "Företag"), (world.vestby.number, "Vestby AS")))
    assert planned.row().action is Action.UPDATE
    assert planned.row().cautions == ()


def test_a_refused_row_warns_of_nothing(world: World, book: Book) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    path = book(
        ("Kundnummer", "Kundrabatt", "Betalningsdagar"), (world.vestby.number, "5 %", "400")
    )
    planned = plan(world, path)
    assert planned.row().is_refused
    assert planned.row().cautions == ()
    assert (planned.job.plan or {})["notes"] == []


def test_another_group_discount_since_the_review_asks_for_a_new_look(
    world: World, book: Book
) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    planned = plan(world, book(("Kundnummer", "Kundrabatt"), (world.vestby.number, "5 %")))
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=30)
    tried = apply_plan(CustomerImport, planned, actor=world.actor(world.stina))
    assert tried.job.status == ImportStatus.PLANNED
    assert "30 % from the group and then 5 %" in tried.row().cautions[0].message
    assert Customer.objects.get(pk=world.vestby.pk).discount_percent == 0
    apply_plan(CustomerImport, tried, actor=world.actor(world.stina))
    assert Customer.objects.get(pk=world.vestby.pk).discount_percent == 5
