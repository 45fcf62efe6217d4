"""Price rows from a spreadsheet: whom they are for, from when, and what they end."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalogue.models import PriceList, PriceRow
from catalogue.selectors.prices import quote
from catalogue.services.import_prices import PriceImport
from core.imports.contract import ImportRefused
from core.imports.now import Outcome
from customers.models import PricingTier, Segment
from tests.goods import counts, reasons, sheet
from tests.goods import load as load_file
from tests.imports import apply_file, plan_file, tables_of, undo_import
from tests.world import World

HEADINGS = ["Price list", "Article number", "From quantity", "Price ex VAT", "Customer group"]
ROW = ["Norrvik", "ND-4012-GB", "1", "1490,00", "Norrviks kommun"]


def load(path: Path) -> Outcome:
    return load_file(PriceImport, path)


def price(world: World, quantity: int = 1, on: date | None = None) -> Decimal | None:
    actor = world.actor(world.nora)
    return quote(actor, {world.dock.pk: quantity}, on=on)[world.dock.pk].unit_net


def test_a_price_for_norrvik_is_noras_price(world: World, tmp_path: Path) -> None:
    report = load(sheet(tmp_path, HEADINGS, ROW, [*ROW[:2], "10", "1390,00", ROW[4]]))
    assert counts(report) == "create=2 update=0 unchanged=0 refused=0"
    assert price(world) == Decimal("1490.00")
    assert price(world, 10) == Decimal("1390.00")
    otto = world.actor(world.otto)
    assert quote(otto, {world.dock.pk: 1})[world.dock.pk].unit_net == Decimal("1590.00")


def test_the_same_file_again_changes_nothing(world: World, tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADINGS, ROW)
    load(path)
    assert counts(load(path)) == "create=0 update=0 unchanged=1 refused=0"


def test_a_new_price_ends_the_old_one_which_can_still_be_told(world: World, tmp_path: Path) -> None:
    headings = [*HEADINGS, "Valid from"]
    today = timezone.localdate()
    load(sheet(tmp_path, headings, [*ROW, "2020-01-01"]))
    report = load(sheet(tmp_path, HEADINGS, [*ROW[:3], "1450,00", ROW[4]]))
    assert counts(report) == "create=0 update=1 unchanged=0 refused=0"
    assert price(world) == Decimal("1450.00")
    assert price(world, on=today - timedelta(days=1)) == Decimal("1490.00")
    old, new = PriceRow.objects.order_by("valid_from")
    assert (old.valid_until, new.valid_until) == (today - timedelta(days=1), None)


def test_a_price_of_the_same_day_is_put_right(world: World, tmp_path: Path) -> None:
    load(sheet(tmp_path, HEADINGS, ROW))
    load(sheet(tmp_path, HEADINGS, [*ROW[:3], "1450,00", ROW[4]]))
    assert PriceRow.objects.get().unit_net == Decimal("1450.00")


def test_a_price_before_a_coming_one_ends_where_that_begins(world: World, tmp_path: Path) -> None:
    headings = [*HEADINGS, "Valid from"]
    coming = timezone.localdate() + timedelta(days=30)
    load(sheet(tmp_path, headings, [*ROW, coming.isoformat()]))
    load(sheet(tmp_path, HEADINGS, [*ROW[:3], "1450,00", ROW[4]]))
    now, later = PriceRow.objects.order_by("valid_from")
    assert (now.valid_until, later.valid_until) == (coming - timedelta(days=1), None)


def test_zero_is_no_price_of_its_own_and_never_free(world: World, tmp_path: Path) -> None:
    load(sheet(tmp_path, HEADINGS, [*ROW[:3], "0", ROW[4]]))
    assert price(world) == Decimal("1590.00")


def test_a_list_is_connected_to_customer_segment_and_tier(world: World, tmp_path: Path) -> None:
    PricingTier.objects.create(name="Reseller")
    Segment.objects.create(name="Schools")
    headings = [*HEADINGS[:4], "Customer number", "Segment", "Pricing tier"]
    path = sheet(tmp_path, headings, [*ROW[:4], world.school.number, "Schools", "Reseller"])
    load(path)
    found = PriceList.objects.get().connections
    assert found.count() == 3
    assert found.get(customer__isnull=False).customer == world.school
    load(path)
    assert found.count() == 3


def test_a_list_can_be_connected_without_touching_its_prices(world: World, tmp_path: Path) -> None:
    load(sheet(tmp_path, HEADINGS, ROW))
    report = load(sheet(tmp_path, HEADINGS, [*ROW[:4], "Retail"]))
    assert counts(report) == "create=0 update=1 unchanged=0 refused=0"
    assert PriceRow.objects.count() == 1
    assert PriceList.objects.get().connections.count() == 2


def test_every_bad_row_is_named_and_holds_back_the_rest(world: World, tmp_path: Path) -> None:
    headings = [*HEADINGS, "Valid from", "Valid until"]
    report = load(
        sheet(
            tmp_path,
            headings,
            [*ROW, "", ""],
            [ROW[0], "NONE", *ROW[2:], "", ""],
            [*ROW[:2], "0", *ROW[3:], "", ""],
            [*ROW[:3], "", ROW[4], "", ""],
            [*ROW[:2], "5", "10", "Nobody", "", ""],
            [*ROW[:2], "6", "10", ROW[4], "2026-05-01", "2026-04-01"],
            [*ROW, "", ""],
        )
    )
    assert reasons(report) == [
        (3, "Article number", "There is no such article."),
        (4, "From quantity", "A quantity begins at 1."),
        (5, "Price ex VAT", "This must be filled in."),
        (6, "Customer group", "There is none by that name or number."),
        (7, "Valid until", "It ends before it begins."),
        (8, "Article number", "The same is already in row 2."),
    ]
    assert not PriceRow.objects.exists()
    assert not PriceList.objects.exists()


def test_nora_may_not_load_prices(world: World, tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADINGS, ROW)
    with pytest.raises(ImportRefused, match="Only the shop's administrators"):
        plan_file(PriceImport, path, actor=world.actor(world.nora))


def test_the_command_ends_with_the_counts(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_prices", str(sheet(tmp_path, HEADINGS, ROW)))
    assert capsys.readouterr().out == "create=1 update=0 unchanged=0 refused=0\n"


def test_two_coming_prices_of_one_file_end_each_other_in_any_order(
    world: World, tmp_path: Path
) -> None:
    headings = [*HEADINGS, "Valid from"]
    load(sheet(tmp_path, headings, [*ROW, "2026-01-01"]))
    later, sooner = [*ROW[:3], "1300,00", ROW[4]], [*ROW[:3], "1400,00", ROW[4]]
    path = sheet(tmp_path, headings, [*later, "2031-07-01"], [*sooner, "2031-01-01"])
    assert counts(load(path)) == "create=0 update=2 unchanged=0 refused=0"
    assert list(PriceRow.objects.order_by("valid_from").values_list("unit_net", "valid_until")) == [
        (Decimal("1490.00"), date(2030, 12, 31)),
        (Decimal("1400.00"), date(2031, 6, 30)),
        (Decimal("1300.00"), None),
    ]


def test_a_price_put_right_keeps_its_end_when_the_file_says_nothing_of_it(
    world: World, tmp_path: Path
) -> None:
    headings = [*HEADINGS, "Valid from", "Valid until"]
    load(sheet(tmp_path, headings, [*ROW, "2026-01-01", "2031-12-31"]))
    load(sheet(tmp_path, headings, [*ROW[:3], "1450,00", ROW[4], "2026-01-01", ""]))
    assert PriceRow.objects.get().valid_until == date(2031, 12, 31)
    load(sheet(tmp_path, headings, [*ROW[:3], "1450,00", ROW[4], "2026-01-01", "[clear]"]))
    assert PriceRow.objects.get().valid_until is None


TABLES = ("catalogue.PriceList", "catalogue.PriceRow", "catalogue.PriceListConnection")


def test_taken_back_everything_is_as_it_was(world: World, tmp_path: Path) -> None:
    stina = world.actor(world.stina)
    load(sheet(tmp_path, [*HEADINGS, "Valid from"], [*ROW, "2020-01-01"]))
    before = tables_of(*TABLES)
    path = sheet(tmp_path, HEADINGS, [*ROW[:3], "1450,00", "Retail"], ["New", *ROW[1:]])
    applied = apply_file(PriceImport, path, actor=stina)
    assert tables_of(*TABLES) != before
    undone = undo_import(PriceImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 2, "kept": 0}
    assert tables_of(*TABLES) == before


def test_a_price_changed_since_is_kept_with_the_end_of_the_one_before(
    world: World, tmp_path: Path
) -> None:
    stina = world.actor(world.stina)
    load(sheet(tmp_path, [*HEADINGS, "Valid from"], [*ROW, "2020-01-01"]))
    applied = apply_file(
        PriceImport, sheet(tmp_path, HEADINGS, [*ROW[:3], "1450,00", ROW[4]]), actor=stina
    )
    PriceRow.objects.filter(valid_until=None).update(unit_net=Decimal(1))
    undone = undo_import(PriceImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 0, "kept": 1}
    assert price(world) == Decimal("1.00")
