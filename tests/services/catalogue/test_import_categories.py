"""The tree from a spreadsheet: in any order, limited by group, and taken back."""

from pathlib import Path

import pytest

from catalogue.models import Category
from catalogue.selectors.search import search
from catalogue.services.import_categories import CategoryImport
from catalogue.services.search_index import rebuild_search
from core.imports.contract import ImportRefused
from core.imports.rows import rows_of
from customers.actors import ANONYMOUS
from tests.goods import counts, load, reasons, sheet, written
from tests.imports import Planned, apply_file, plan_file, tables_of, undo_import
from tests.world import World

HEADINGS = ["Category path", "Name", "Position", "Limit by group"]
TABLES = ("catalogue.Category", "catalogue.Category_limit_groups", "catalogue.ListingRow")


def apply(world: World, path: Path) -> Planned:
    return apply_file(CategoryImport, path, actor=world.actor(world.stina))


def test_a_branch_stands_before_the_one_it_hangs_on(world: World, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        HEADINGS,
        ["Kontorsmaterial > Skriva > Pennor", "", "", ""],
        ["Kontorsmaterial > Skriva", "", "7", ""],
    )
    assert counts(load(CategoryImport, path)) == "create=2 update=0 unchanged=0 refused=0"
    pens = Category.objects.get(path="kontorsmaterial/skriva/pennor")
    assert (pens.parent.name, pens.parent.parent, pens.parent.position) == (
        "Skriva",
        world.office,
        7,
    )
    assert counts(load(CategoryImport, path)) == "create=0 update=0 unchanged=2 refused=0"


def test_a_branch_of_a_refused_one_is_refused_too(world: World, tmp_path: Path) -> None:
    outcome = load(
        CategoryImport,
        sheet(
            tmp_path,
            HEADINGS,
            ["Nytt > Gren", "", "", ""],
            ["Nytt", "", "", "Ingen grupp"],
            ["Datorer", "Kontorsmaterial", "", ""],
            ["Datorer", "", "", ""],
            ["Annat", "Något helt annat", "", ""],
        ),
        skip_bad_rows=True,
    )
    assert reasons(outcome) == [
        (2, "Category path", "There is no category “Nytt”, neither in the shop nor in the file."),
        (3, "Limit by group", "There is none by that name or number."),
        (4, "Name", "There is already a category of that name beside it."),
        (5, "Category path", "The same is already in row 4."),
        (6, "Name", "A new category has the name that its path ends with."),
    ]


def test_renaming_and_reordering_keep_the_address(world: World, tmp_path: Path) -> None:
    outcome = load(CategoryImport, sheet(tmp_path, HEADINGS, ["datorer", "Datorteknik", "3", ""]))
    (row,) = written(outcome)
    assert [(each.field, each.old, each.new) for each in row.changes] == [
        ("name", "Datorer", "Datorteknik"),
        ("position", world.computers.position, 3),
    ]
    world.computers.refresh_from_db()
    assert (world.computers.name, world.computers.path) == ("Datorteknik", "datorer")


def test_a_limit_hides_all_that_lies_below_at_once_and_clear_shows_it(
    world: World, tmp_path: Path
) -> None:
    name = world.dock.product.name
    rebuild_search()
    load(CategoryImport, sheet(tmp_path, HEADINGS, ["Datorer", "", "", "Norrviks kommun"]))
    dock = world.dock.product_id
    assert dock not in search(ANONYMOUS, name).product_ids
    assert dock in search(world.actor(world.nora), name).product_ids
    load(CategoryImport, sheet(tmp_path, HEADINGS, ["Datorer", "", "", "[clear]"]))
    assert dock in search(ANONYMOUS, name).product_ids


def test_taken_back_everything_is_as_it_was(world: World, tmp_path: Path) -> None:
    before = tables_of(*TABLES)
    applied = apply(
        world,
        sheet(
            tmp_path,
            HEADINGS,
            ["Datorer", "Datorteknik", "5", "Norrviks kommun"],
            ["Nytt > Gren", "", "", "Retail"],
            ["Nytt", "", "", ""],
        ),
    )
    assert tables_of(*TABLES) != before
    undone = undo_import(CategoryImport, applied, actor=world.actor(world.stina))
    assert undone.job.undone == {"undone": 3, "kept": 0}
    assert tables_of("catalogue.Category", "catalogue.Category_limit_groups") == {
        key: before[key] for key in TABLES[:2]
    }
    assert search(ANONYMOUS, world.dock.product.name).hits


def test_a_branch_renamed_since_is_kept_and_named(world: World, tmp_path: Path) -> None:
    applied = apply(world, sheet(tmp_path, HEADINGS, ["Nytt", "", "", ""], ["Annat", "", "", ""]))
    Category.objects.filter(path="nytt").update(name="Nyare")
    undone = undo_import(CategoryImport, applied, actor=world.actor(world.stina))
    assert undone.job.undone == {"undone": 1, "kept": 1}
    assert [row.label for row in rows_of(undone.job, kept=True)] == ["Nytt"]
    assert set(Category.objects.filter(path__in=("nytt", "annat")).values_list("path")) == {
        ("nytt",)
    }


def test_sam_of_the_sales_team_may_not_change_the_tree(world: World, tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADINGS, ["Nytt", "", "", ""])
    with pytest.raises(ImportRefused, match="Only the shop's administrators"):
        plan_file(CategoryImport, path, actor=world.actor(world.sam))
