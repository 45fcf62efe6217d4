"""Packs and successors from spreadsheets."""

from pathlib import Path

import pytest
from django.core.management import call_command

from catalogue.models import Variant
from catalogue.services.import_products import ProductImport
from tests.goods import counts, load, reasons, sheet, written
from tests.world import World

HEADINGS = ["Article number", "Pieces in a pack", "Replaced by"]


def test_packs_and_successors_go_in_and_are_told(world: World, tmp_path: Path) -> None:
    outcome = load(ProductImport, sheet(tmp_path, HEADINGS, [world.dock.sku, "6", world.paper.sku]))
    assert counts(outcome) == "create=0 update=1 unchanged=0 refused=0"
    world.dock.refresh_from_db()
    assert (world.dock.pack_size, world.dock.replaced_by) == (6, world.paper)
    (row,) = written(outcome)
    told = {(change.field, change.old, change.new) for change in row.changes}
    assert told == {("pack_size", 1, 6), ("replaced_by", "", world.paper.sku)}


def test_what_goes_out_comes_in_unchanged(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(pack_size=4, replaced_by=world.paper)
    path = tmp_path / "goods.xlsx"
    call_command("export_products", str(path))
    call_command("import_products", str(path))
    assert capsys.readouterr().out.splitlines()[-1] == "create=0 update=0 unchanged=3 refused=0"


def test_a_successor_is_taken_away(world: World, tmp_path: Path) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(replaced_by=world.paper)
    load(ProductImport, sheet(tmp_path, HEADINGS, [world.dock.sku, "", "[clear]"]))
    world.dock.refresh_from_db()
    assert world.dock.replaced_by is None


@pytest.mark.parametrize(
    ("pack", "successor", "words"),
    [
        ("0", "", "A pack holds at least one piece."),
        ("1000001", "", "A pack holds at most a million pieces."),
        ("", "NIX", "No version has this article number. Load it first."),
        ("", "ND-4012-GB", "It would be replaced by itself in the end."),
    ],
)
def test_nonsense_is_refused(
    world: World, tmp_path: Path, pack: str, successor: str, words: str
) -> None:
    outcome = load(ProductImport, sheet(tmp_path, HEADINGS, ["ND-4012-GB", pack, successor]))
    assert words in str(reasons(outcome))
    world.dock.refresh_from_db()
    assert (world.dock.pack_size, world.dock.replaced_by) == (1, None)


def test_a_circle_through_the_file_and_the_shop_is_refused(world: World, tmp_path: Path) -> None:
    Variant.objects.filter(pk=world.paper.pk).update(replaced_by=world.dock)
    rows = [[world.dock.sku, "", world.headset.sku], [world.headset.sku, "", world.paper.sku]]
    outcome = load(ProductImport, sheet(tmp_path, HEADINGS, *rows), skip_bad_rows=True)
    assert counts(outcome) == "create=0 update=1 unchanged=0 refused=1"
    world.headset.refresh_from_db()
    assert world.headset.replaced_by is None
