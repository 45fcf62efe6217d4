"""Groups, segments and addresses out and in again: no change, and an edited cell changes itself."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from core.exchange.reader import read_table
from core.exchange.writer import Value, write_xlsx
from core.exports import Export, ExportRefused, export_now
from core.models import ExportFormat
from customers.exports import ADDRESSES, GROUPS, SEGMENTS
from customers.models import Address, Customer, CustomerGroup, Segment
from tests.imports import tables_of
from tests.world import World

Printed = pytest.CaptureFixture[str]
KINDS = {"groups": GROUPS, "segments": SEGMENTS, "addresses": ADDRESSES}
TABLES = (
    *("customers.CustomerGroup", "customers.Segment", "customers.Address"),
    *("customers.Segment_customers", "customers.Segment_groups"),
)


@pytest.fixture
def odd_world(world: World) -> World:
    """Names that would run or hold what parts cells; a half per cent; segments of all sorts."""
    CustomerGroup.objects.create(name="=1+1", discount_percent="0.5", comment_required=True)
    odd = CustomerGroup.objects.create(name='Vård, "skola"; bygg')
    Customer.objects.create(number="007", name="Seven", main_group=odd, country="NO")
    Segment.objects.create(name="Tom")
    both = Segment.objects.create(name="@Alla")
    both.customers.set(Customer.objects.all())
    both.groups.set(CustomerGroup.objects.all())
    Address.objects.create(
        customer=world.school,
        name="-Lagret",
        street="Gatan 1\nUppgång B",
        postal_code="01234",
        city="Ort",
        phone="+46 510 1",
        is_invoice=True,
    )
    return world


def last_line(printed: Printed) -> str:
    return printed.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_out_comes_back_unchanged(
    odd_world: World, tmp_path: Path, capsys: Printed, kind: str, language: str, suffix: str
) -> None:
    rows = {
        "groups": CustomerGroup.objects.count(),
        "segments": Customer.objects.count() + CustomerGroup.objects.count() + 1,
        "addresses": Address.objects.count(),
    }[kind]
    path = tmp_path / f"{kind}.{suffix}"
    with translation.override(language):
        call_command(f"export_{kind}", str(path))
    assert last_line(capsys) == f"rows={rows}"
    before = tables_of(*TABLES)
    call_command(f"import_{kind}", str(path))
    assert last_line(capsys) == f"create=0 update=0 unchanged={rows} refused=0"
    assert tables_of(*TABLES) == before


def edited(path: Path, edit: Callable[[dict[str, Value]], None]) -> None:
    """The file as somebody leaves it who changed some cells."""
    table = read_table(path)
    rows = []
    for row in table.rows:
        cells: dict[str, Value] = dict(zip(table.headings, row.cells, strict=True))
        edit(cells)
        rows.append(list(cells.values()))
    write_xlsx(path, sheet_title="Edited", headings=table.headings, rows=rows)


def test_an_edited_address_changes_only_what_was_edited(
    odd_world: World, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / "addresses.xlsx"
    address = Address.objects.filter(pk=odd_world.school_address.pk).values()
    was = address.get()
    call_command("export_addresses", str(path))

    def move(cells: dict[str, Value]) -> None:
        if cells["Recipient"] == "Strandskolan":
            cells["Street"], cells["Suggested first"] = "Hamngatan 15", "no"

    edited(path, move)
    call_command("import_addresses", str(path))
    assert last_line(capsys) == "create=0 update=1 unchanged=2 refused=0"
    assert address.get() == was | {"street": "Hamngatan 15", "is_default": False}


def test_an_edited_group_changes_only_what_was_edited(
    odd_world: World, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / "groups.xlsx"
    call_command("export_groups", str(path))
    before = set(tables_of(*TABLES)["customers.CustomerGroup"])

    def dearer(cells: dict[str, Value]) -> None:
        if cells["Customer group"] == "=1+1":
            cells["Group discount, %"] = None
            cells["Require a comment on change and rejection"] = "no"

    edited(path, dearer)
    call_command("import_groups", str(path))
    assert last_line(capsys).startswith("create=0 update=1 ")
    group = CustomerGroup.objects.get(name="=1+1")
    assert (str(group.discount_percent), group.comment_required) == ("0.50", False)
    assert len(before ^ set(tables_of(*TABLES)["customers.CustomerGroup"])) == 2


def test_the_export_follows_the_list(odd_world: World) -> None:
    def rows(export: Export, **asked: str) -> list[list[object]]:
        target = BytesIO()
        export_now(
            actor=odd_world.actor(odd_world.sam),
            export=export,
            asked=asked,
            file_format=ExportFormat.CSV,
            currency="SEK",
            target=target,
        )
        lines = target.getvalue().decode("utf-8-sig").splitlines()[1:]
        return [line.split(";") for line in lines]  # type: ignore[misc]

    assert [row[0] for row in rows(GROUPS, kind="organisation")] == ["Norrviks kommun"]
    assert {row[2] for row in rows(ADDRESSES, q="Vestby")} == {"Vestby Elektro"}
    with pytest.raises(ExportRefused):
        export_now(
            actor=odd_world.actor(odd_world.greta),
            export=ADDRESSES,
            asked={},
            file_format=ExportFormat.CSV,
            currency="SEK",
            target=BytesIO(),
        )


@pytest.mark.parametrize("kind", KINDS)
def test_many_rows_cost_no_more_queries(
    odd_world: World,
    django_assert_num_queries: DjangoAssertNumQueries,
    kind: str,
) -> None:
    export, actor = KINDS[kind], odd_world.actor(odd_world.stina)
    with django_assert_num_queries(1):
        assert len(list(export.rows(actor, export.found(actor, {})))) > 2
