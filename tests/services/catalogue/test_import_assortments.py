"""Agreements from a spreadsheet: made, filled, priced, connected, emptied, and taken back."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from catalogue.models import Assortment, AssortmentItem
from catalogue.selectors.prices import quote
from catalogue.services.import_assortments import AssortmentImport
from tests.goods import counts, load, reasons, sheet
from tests.imports import apply_file, tables_of, undo_import
from tests.world import World

HEADINGS = [
    *("Agreement assortment", "Article number", "Contract price ex VAT", "Free of charge"),
    *("Remove", "Valid from", "Valid until", "Customer group", "Customer number"),
]
DOCK = ["Norrvik IT", "ND-4012-GB", "1290,00", "", "", "2026-01-01", "", "Norrviks kommun", ""]
TABLES = (
    "catalogue.Assortment",
    "catalogue.AssortmentItem",
    "catalogue.Assortment_groups",
    "catalogue.Assortment_customers",
)


def price(world: World) -> Decimal | None:
    return quote(world.actor(world.nora), {world.dock.pk: 1})[world.dock.pk].unit_net


def test_an_agreement_is_made_with_its_price_for_its_group(world: World, tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADINGS, DOCK, ["Norrvik IT", world.paper.sku, *[""] * 7])
    assert counts(load(AssortmentImport, path)) == "create=2 update=0 unchanged=0 refused=0"
    made = Assortment.objects.get()
    assert (made.valid_from, made.valid_until) == (date(2026, 1, 1), None)
    assert list(made.groups.all()) == [world.norrvik]
    assert price(world) == Decimal("1290.00")
    assert made.items.get(variant=world.paper).contract_price_net is None
    assert counts(load(AssortmentImport, path)) == "create=0 update=0 unchanged=2 refused=0"


def test_zero_is_the_ordinary_price_and_free_must_be_said(world: World, tmp_path: Path) -> None:
    load(AssortmentImport, sheet(tmp_path, HEADINGS, DOCK))
    load(AssortmentImport, sheet(tmp_path, HEADINGS, [*DOCK[:2], "0", *DOCK[3:]]))
    assert price(world) == Decimal("1590.00")
    load(AssortmentImport, sheet(tmp_path, HEADINGS, [*DOCK[:2], "", "ja", *DOCK[4:]]))
    assert AssortmentItem.objects.get().is_free


def test_an_article_is_taken_out(world: World, tmp_path: Path) -> None:
    load(AssortmentImport, sheet(tmp_path, HEADINGS, DOCK))
    path = sheet(tmp_path, HEADINGS, [*DOCK[:4], "ja", *DOCK[5:]])
    assert counts(load(AssortmentImport, path)) == "create=0 update=1 unchanged=0 refused=0"
    assert not AssortmentItem.objects.exists()
    assert counts(load(AssortmentImport, path)) == "create=0 update=0 unchanged=1 refused=0"


def test_a_later_row_may_say_what_the_first_left_out_but_not_otherwise(
    world: World, tmp_path: Path
) -> None:
    paper = world.paper.sku
    silent = [*DOCK[:5], "", "", "", ""]
    load(
        AssortmentImport,
        sheet(
            tmp_path, HEADINGS, silent, ["Norrvik IT", paper, "", "", "", "2026-02-01", *[""] * 3]
        ),
    )
    assert Assortment.objects.get().valid_from == date(2026, 2, 1)
    outcome = load(
        AssortmentImport,
        sheet(
            tmp_path,
            HEADINGS,
            DOCK,
            ["Norrvik IT", paper, "", "", "", "2026-03-01", *[""] * 3],
            ["Norrvik IT", "NONE", *[""] * 7],
            ["Norrvik IT", DOCK[1], *[""] * 7],
            ["Annat", paper, "", "", "", "2026-03-01", "2026-02-01", "", ""],
            ["Tredje", paper, "", "", "", "", "", "Ingen", ""],
        ),
    )
    assert reasons(outcome) == [
        (3, "Valid from", "Row 2 says “2026-01-01” of the same agreement."),
        (4, "Article number", "There is no such article."),
        (5, "Article number", "The same is already in row 2."),
        (6, "Valid until", "The last day is before the first."),
        (7, "Customer group", "There is none by that name or number."),
    ]


def test_taken_back_everything_is_as_it_was(world: World, tmp_path: Path) -> None:
    stina = world.actor(world.stina)
    load(AssortmentImport, sheet(tmp_path, HEADINGS, DOCK))
    before = tables_of(*TABLES)
    path = sheet(
        tmp_path,
        HEADINGS,
        [*DOCK[:2], "1", "", "ja", "2026-01-02", "2027-01-01", "Retail", world.school.number],
        ["Nytt avtal", world.paper.sku, "2", "", "", "", "", "Retail", ""],
    )
    applied = apply_file(AssortmentImport, path, actor=stina)
    assert tables_of(*TABLES) != before
    undone = undo_import(AssortmentImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 2, "kept": 0}
    assert tables_of(*TABLES) == before


def test_an_item_priced_since_is_kept_with_its_agreement(world: World, tmp_path: Path) -> None:
    stina = world.actor(world.stina)
    applied = apply_file(AssortmentImport, sheet(tmp_path, HEADINGS, DOCK), actor=stina)
    AssortmentItem.objects.update(contract_price_net=Decimal(7))
    undone = undo_import(AssortmentImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 0, "kept": 1}
    assert Assortment.objects.get().groups.count() == 1
