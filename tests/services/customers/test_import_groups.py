"""Sheets of customer groups and of segments: created, updated, refused, taken back."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from core.exchange.template import template_xlsx
from core.exchange.writer import write_xlsx
from core.imports.contract import Importer, ImportRefused
from core.imports.rows import rows_of
from core.models import ImportStatus
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, GroupKind, Membership, Segment
from customers.services.import_groups import GroupImport, SegmentImport
from customers.sheets import group_sheet, segment_sheet
from tests.imports import Planned, apply_file, apply_plan, plan_file, tables_of, undo_import
from tests.world import World, make_user

Book = Callable[..., Path]
GROUPS = ("Kundgrupp", "Typ", "Grupprabatt", "Alla steg ska attestera", "Kräv kommentar")
SEGMENTS = ("Segment", "Kundnummer", "Kundgrupp", "Ta bort")
SEGMENT_TABLES = (
    "customers.Segment",
    "customers.Segment_customers",
    "customers.Segment_groups",
)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def make(headings: tuple[str, ...], *rows: tuple[object, ...]) -> Path:
        path = tmp_path / "sheet.xlsx"
        write_xlsx(path, sheet_title="Blad", headings=headings, rows=rows)  # type: ignore[arg-type]
        return path

    return make


@pytest.fixture
def stina(world: World) -> Actor:
    return world.actor(world.stina)


def kept(undone: Planned) -> dict[str, str]:
    return {row.label: row.kept_because for row in rows_of(undone.job, kept=True)}


def chain_over_the_customers(world: World, group: CustomerGroup) -> None:
    """Somebody at another customer of the group gets Greta's like as next approver."""
    first = Customer.objects.create(name="First", main_group=group)
    second = Customer.objects.create(name="Second", main_group=group)
    approver = Membership.objects.create(
        user=make_user("bo@example.org", "Bo", "Ek"), customer=first, is_approver=True
    )
    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=second,
        next_approver=approver,
        break_point=1,
    )


def test_groups_are_created_and_updated(world: World, book: Book, stina: Actor) -> None:
    path = book(
        GROUPS,
        ("Länet", "organisasjon", "2,5 %", "ja", "x"),
        ("norrviks kommun", "", "1,5", "", "ja"),
        ("Retail", "Commercial", "", "", ""),
    )
    found = apply_file(GroupImport, path, actor=stina)
    assert found.summary_line() == "create=1 update=1 unchanged=1 refused=0"
    county = CustomerGroup.objects.get(name="Länet")
    assert (county.kind, county.discount_percent) == ("organisation", Decimal("2.5"))
    assert (county.every_step_must_approve, county.comment_required) == (True, True)
    world.norrvik.refresh_from_db()
    assert (world.norrvik.name, world.norrvik.kind) == ("Norrviks kommun", "organisation")
    assert world.norrvik.discount_percent == Decimal("1.5")
    assert world.norrvik.comment_required
    assert plan_file(GroupImport, path, actor=stina).counts.unchanged == 3


def test_clear_is_the_ordinary_value(world: World, book: Book, stina: Actor) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(
        discount_percent=5, comment_required=True
    )
    apply_file(GroupImport, book(GROUPS, ("Retail", "", "[töm]", "", "")), actor=stina)
    world.retail.refresh_from_db()
    assert (str(world.retail.discount_percent), world.retail.comment_required) == ("0.00", True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("", "", "", "", ""), "This must be filled in."),
        (("Ny", "Förening", "", "", ""), "Choose one of: Organisation, Commercial."),
        (("Ny", "", "101", "", ""), "A percentage lies between 0 and 100."),
        (("Ny" * 61, "", "", "", ""), "The text has 122 characters; at most 120 fit."),
        (("Retail", "", "", "kanske", ""), "Write yes or no."),
    ],
)
def test_bad_groups_say_why(
    world: World, book: Book, stina: Actor, row: tuple[str, ...], message: str
) -> None:
    path = book(GROUPS, ("Bra", "", "", "", ""), row)
    if not row[0]:
        row = ("", "Commercial", "", "", "")
        path = book(GROUPS, ("Bra", "", "", "", ""), row)
    planned = plan_file(GroupImport, path, actor=stina)
    assert planned.counts.refused == 1
    assert planned.messages == [message]


def test_a_group_twice_is_refused_the_second_time(world: World, book: Book, stina: Actor) -> None:
    path = book(GROUPS, *(((name, "", "5", "", "")) for name in ("Ny", "NY", "Retail", "retail")))
    planned = plan_file(GroupImport, path, actor=stina)
    assert [row.action.value for row in planned.rows] == ["create", "refused", "update", "refused"]


def test_an_organisation_with_chains_stays_one(world: World, book: Book, stina: Actor) -> None:
    path = book(GROUPS, ("Norrviks kommun", "Kommersiell", "", "", ""))
    assert plan_file(GroupImport, path, actor=stina).counts.update == 1
    reviewed = plan_file(GroupImport, path, actor=stina)
    chain_over_the_customers(world, world.norrvik)
    assert "approval chains would be cut" in plan_file(GroupImport, path, actor=stina).messages[0]
    found = apply_plan(GroupImport, reviewed, actor=stina)
    assert (found.job.status, found.counts.refused) == (ImportStatus.PLANNED, 1)


def test_groups_undone_are_as_before(world: World, book: Book, stina: Actor) -> None:
    before = tables_of("customers.CustomerGroup")
    path = book(GROUPS, ("Länet", "Organisation", "2", "", ""), ("Retail", "", "3", "", "ja"))
    applied = apply_file(GroupImport, path, actor=stina)
    undone = undo_import(GroupImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 2, "kept": 0}
    assert tables_of("customers.CustomerGroup") == before


def test_groups_edited_used_or_chained_since_stay(world: World, book: Book, stina: Actor) -> None:
    CustomerGroup.objects.create(name="Koncernen")
    path = book(
        GROUPS,
        ("Länet", "Organisation", "", "", ""),
        ("Retail", "", "3", "", ""),
        ("Koncernen", "Organisation", "", "", ""),
        ("Norrviks kommun", "", "4", "", ""),
    )
    applied = apply_file(GroupImport, path, actor=stina)
    Customer.objects.create(name="New", main_group=CustomerGroup.objects.get(name="Länet"))
    CustomerGroup.objects.filter(name="Retail").update(discount_percent=9)
    chain_over_the_customers(world, CustomerGroup.objects.get(name="Koncernen"))

    undone = undo_import(GroupImport, applied, actor=stina)

    assert kept(undone) == {
        "Länet": "Used since: customer.",
        "Retail": "Changed since.",
        "Koncernen": "Approval chains made since would be cut.",
    }
    world.norrvik.refresh_from_db()
    assert world.norrvik.discount_percent == 0
    assert CustomerGroup.objects.get(name="Koncernen").kind == GroupKind.ORGANISATION


def test_segments_hold_customers_and_groups(world: World, book: Book, stina: Actor) -> None:
    path = book(
        SEGMENTS,
        ("Skolor", world.school.number, "", ""),
        ("skolor", "", "retail", ""),
        ("Tom", "", "", ""),
    )
    found = apply_file(SegmentImport, path, actor=stina)
    assert found.summary_line() == "create=3 update=0 unchanged=0 refused=0"
    schools = Segment.objects.get(name="Skolor")
    assert (list(schools.customers.all()), list(schools.groups.all())) == (
        [world.school],
        [world.retail],
    )
    assert Segment.objects.count() == 2
    assert plan_file(SegmentImport, path, actor=stina).counts.unchanged == 3


def test_a_row_takes_out_of_the_segment(world: World, book: Book, stina: Actor) -> None:
    schools = Segment.objects.create(name="Skolor")
    schools.customers.set([world.school, world.care])
    schools.groups.set([world.retail])
    path = book(
        SEGMENTS,
        ("Skolor", world.care.number, "", "ja"),
        ("Skolor", "", "Retail", "ja"),
        ("Skolor", world.vestby.number, "", "ja"),
        ("Skolor", world.school.number, "", "nej"),
    )
    found = apply_file(SegmentImport, path, actor=stina)
    assert found.summary_line() == "create=0 update=2 unchanged=2 refused=0"
    assert (found.job.plan or {})["notes"] == ["1 row takes out what is not in its segment."]
    assert (list(schools.customers.all()), schools.groups.count()) == ([world.school], 0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("Skolor", "nope", "", ""), "There is no customer with this number."),
        (("Skolor", "", "nope", ""), "There is none with this name."),
        (("Skolor", "1", "Retail", ""), "Write a customer or a group, each on a row of its own."),
        (("Skolor", "", "", "ja"), "Write which customer or group to take out."),
    ],
)
def test_bad_segments_say_why(
    world: World, book: Book, stina: Actor, row: tuple[str, ...], message: str
) -> None:
    planned = plan_file(SegmentImport, book(SEGMENTS, row), actor=stina)
    assert planned.messages == [message]


def test_a_refused_row_creates_no_segment_for_those_below(
    world: World, book: Book, stina: Actor
) -> None:
    number = world.school.number
    path = book(
        SEGMENTS,
        ("Skolor", number, "", "kanske"),
        ("Skolor", number, "", ""),
        ("Skolor", "", "Retail", ""),
    )
    found = apply_file(SegmentImport, path, actor=stina, skip_bad_rows=True)
    assert [row.action.value for row in found.rows] == ["refused", "refused", "create"]
    assert Segment.objects.get().groups.get() == world.retail


def test_segments_undone_are_as_before(world: World, book: Book, stina: Actor) -> None:
    schools = Segment.objects.create(name="Skolor")
    schools.customers.set([world.care])
    before = tables_of(*SEGMENT_TABLES)
    path = book(
        SEGMENTS,
        ("Skolor", world.care.number, "", "ja"),
        ("Nya", world.care.number, "", ""),
        ("Nya", "", "Retail", ""),
    )
    applied = apply_file(SegmentImport, path, actor=stina)
    assert tables_of(*SEGMENT_TABLES) != before
    undone = undo_import(SegmentImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 3, "kept": 0}
    assert tables_of(*SEGMENT_TABLES) == before


def test_a_segment_used_since_stays_and_a_connection_made_anew_too(
    world: World, book: Book, stina: Actor
) -> None:
    schools = Segment.objects.create(name="Skolor")
    schools.customers.set([world.care])
    path = book(
        SEGMENTS, ("Skolor", world.care.number, "", "ja"), ("Nya", world.care.number, "", "")
    )
    applied = apply_file(SegmentImport, path, actor=stina)
    schools.customers.add(world.care)
    Segment.objects.get(name="Nya").customers.add(world.vestby)
    undone = undo_import(SegmentImport, applied, actor=stina)
    assert kept(undone) == {
        f"Skolor · {world.care.number}": "Its place has been taken since.",
        f"Nya · {world.care.number}": "Used since: segment.",
    }


@pytest.mark.parametrize("make", [GroupImport, SegmentImport])
def test_group_administrators_may_not_import(
    world: World, book: Book, make: type[Importer[Actor]]
) -> None:
    path = book(("Kundgrupp", "Segment"), ("Ny", "Ny"))
    with pytest.raises(ImportRefused, match="no right"):
        plan_file(make, path, actor=world.actor(world.greta))


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
@pytest.mark.parametrize("make", [GroupImport, SegmentImport])
def test_the_templates_fit_their_own_sheets(
    stina: Actor, tmp_path: Path, language: str, make: type[Importer[Actor]]
) -> None:
    path = tmp_path / "template.xlsx"
    sheet = (group_sheet if make is GroupImport else segment_sheet)("SEK")
    template_xlsx(path, sheet=sheet, language=language)
    found = plan_file(make, path, actor=stina)
    about = found.job.plan or {}
    assert (about["unknown"], about["missing"], found.rows) == ([], [], ())


def test_the_commands_print_the_sums(world: World, book: Book) -> None:
    output = StringIO()
    path = book(GROUPS, ("Ny", "", "", "", ""))
    call_command("import_groups", str(path), stdout=output)
    path = book(SEGMENTS, ("Skolor", "", "Ny", ""))
    call_command("import_segments", str(path), stdout=output)
    assert output.getvalue().splitlines() == ["create=1 update=0 unchanged=0 refused=0"] * 2
    assert Segment.objects.get().groups.get().name == "Ny"
