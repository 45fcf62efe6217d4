"""A declared sheet: headings recognised in three languages, mappings, rows read, templates."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import gettext_lazy as _

from core.exchange.dates import day
from core.exchange.mapping import ColumnMapping, FixedValue, MappedColumn, MappingError, Step
from core.exchange.matching import match_headings, shown
from core.exchange.numbers import money
from core.exchange.plan import Problem
from core.exchange.reader import Row, read_table
from core.exchange.sheet import Column, Sheet
from core.exchange.template import template_xlsx
from core.exchange.values import Choice, Several, boolean, code, email, text
from core.exchange.writer import write_xlsx
from tests.data_files import shared_data

EMAIL = Column(
    "email", _("E-mail"), email, required=True, aliases=("E-post",), example="eva@example.com"
)
NAME = Column("name", _("Name"), text, needed_to_create=True, aliases=("Namn", "Navn"))
LIMIT = Column(
    "limit",
    _("Purchase limit"),
    money(),
    aliases=("Inköpsgräns", "Köpgräns", "Kjøpsgrense"),
    help=_("0 means that nothing may be bought."),
    example="5000",
)
START = Column("start", _("Start"), day, example="2026-03-01")
ROLES = Column(
    "roles",
    _("Roles"),
    Several(Choice({"buyer": ["Buyer", "Köpare"], "approver": ["Approver", "Attestant"]})),
    aliases=("Roll",),
    example="Buyer",
)
ACTIVE = Column("active", _("Active"), boolean, aliases=("Aktiv",))
USERS = Sheet("users", _("Users"), (EMAIL, NAME, LIMIT, START, ROLES, ACTIVE), key=("email",))


def row(*cells: object, number: int = 2) -> Row:
    return Row("Blad1", number, cells)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "headings",
    [
        ("E-mail", "Name", "Purchase limit"),
        ("E-POST", "namn", "köpgräns"),
        ("e post", " Navn:", "Kjøps-grense"),
        ("email", "name", "limit"),
    ],
)
def test_headings_are_recognised_in_three_languages(headings: tuple[str, ...]) -> None:
    match = match_headings(USERS, headings)
    assert [source.column for source in match.matched] == [EMAIL, NAME, LIMIT]
    assert not match.problems
    assert match.missing == (START, ROLES, ACTIVE)


def test_unknown_headings_are_named_and_blank_ones_are_not() -> None:
    match = match_headings(USERS, ("E-post", "", "Skostorlek"))
    assert match.unknown == ("Skostorlek",)


def test_a_file_without_its_key_column_is_refused() -> None:
    assert match_headings(USERS, ("Namn",)).problems == ("The column “E-mail” is missing.",)


def test_two_headings_for_one_column_are_refused() -> None:
    match = match_headings(USERS, ("E-post", "Email"))
    assert match.problems == ("“E-post” and “Email” both mean E-mail. Remove one of them.",)


def test_a_row_is_read_into_values() -> None:
    match = match_headings(USERS, ("E-post", "Inköpsgräns", "Start", "Roll", "Aktiv"))
    found = match.read_row(row("eva@example.se", "15 000,50", "1 mars 2026", "köpare", "ja"))
    assert not found.problems
    assert found.given(EMAIL) == "eva@example.se"
    assert found.given(LIMIT) == Decimal("15000.50")
    assert found.given(START) == date(2026, 3, 1)
    assert found.given(ROLES) == ("buyer",)
    assert found.given(ACTIVE) is True
    assert found.given(NAME) is None


def test_blank_missing_zero_and_clear_mean_four_things() -> None:
    match = match_headings(USERS, ("E-post", "Inköpsgräns"))
    now = Decimal("100.00")
    assert match.read_row(row("a@b.se", None)).resolved(LIMIT, now) == now
    assert match.read_row(row("a@b.se", "0")).resolved(LIMIT, now) == 0
    assert match.read_row(row("a@b.se", "[töm]")).resolved(LIMIT, now) is None
    assert match.read_row(row("a@b.se", "7")).resolved(START, date(2026, 1, 1)) == date(2026, 1, 1)


def test_every_problem_of_a_row_is_named_with_the_users_own_heading() -> None:
    match = match_headings(USERS, ("E-post", "Inköpsgräns"))
    assert match.read_row(row(None, "1.500", "?")).problems == (
        Problem("E-post", "", "This must be filled in."),
        Problem("Inköpsgräns", "1.500", "1.500 can be read in two ways. Write 1500 or 1,5000."),
        Problem("", "?", "It stands under no heading."),
    )


def test_a_key_cannot_be_cleared() -> None:
    match = match_headings(USERS, ("E-post", "Namn"))
    assert [problem.message for problem in match.read_row(row("[clear]", "[clear]")).problems] == [
        "This cannot be cleared.",
        "This cannot be cleared.",
    ]


def test_a_new_row_needs_more_than_an_update() -> None:
    match = match_headings(USERS, ("E-post",))
    found = match.read_row(row("a@b.se"))
    assert not found.problems
    assert match.problems_to_create(found) == (
        Problem("Name", "", "This is needed for a new row."),
    )


def test_what_stands_in_a_cell_is_shown_short_and_harmless() -> None:
    assert shown("A\x00B") == "A\ufffdB"
    assert shown(Decimal("1E+20")) == "1" + "0" * 20
    assert len(shown("x" * 40_000)) == 100


def test_a_sheet_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="means two columns"):
        Sheet("s", "S", (NAME, Column("navn", "N", text)), key=("name",))
    with pytest.raises(ValueError, match="s"):
        Sheet("s", "S", (NAME,), key=("other",))


ICECAT = ColumnMapping(
    columns=(
        MappedColumn("icecat_id", "number"),
        MappedColumn("title", "name", (Step("shorten", ("100",)),)),
        MappedColumn(
            "price_cents_usd", "price", (Step("cents"), Step("multiply", ("10.45",)), Step("round"))
        ),
        MappedColumn("date_released", "released"),
    ),
    fixed=(FixedValue("category", "IT / Tillbehör"),),
    ignored=("image_thumb", "attributes_json", "short_description", "sku"),
)
NUMBER = Column("number", "Product number", code, required=True, aliases=("sku",))
PRICE = Column("price", "Price", money())
CATEGORY = Column("category", "Category", text)
RELEASED = Column("released", "Released", day)
EAN = Column("ean", "EAN", code)
PRODUCTS = Sheet(
    "products",
    "Products",
    (NUMBER, Column("name", "Name", text), PRICE, CATEGORY, RELEASED, EAN),
    key=("number",),
)


def test_a_catalogue_nobody_wrote_for_us_goes_in() -> None:
    table = read_table(shared_data("catalogue/icecat_it_office.csv.gz"))
    match = match_headings(PRODUCTS, table.headings, ICECAT)
    assert not match.problems
    assert match.unknown == ("brand",)
    found = list(match.read_rows(table.rows))
    assert len(found) == 9_681
    assert not [one.problems for one in found if one.problems]
    first = found[0]
    assert first.given(NUMBER) == "1449722"
    assert first.given(PRICE) == Decimal("992.23")  # 94.95 × 10.45 = 992.2275
    assert first.given(EAN) == "0882780985407"
    assert first.given(CATEGORY) == "IT / Tillbehör"
    assert first.given(RELEASED) == date(2008, 3, 7)


def test_a_mapping_survives_being_saved() -> None:
    assert ColumnMapping.from_json(json.loads(json.dumps(ICECAT.to_json()))) == ICECAT
    assert ColumnMapping.from_json({}) == ColumnMapping()


@pytest.mark.parametrize(
    "stored",
    [
        {"columns": [{"heading": "a", "column": "b", "steps": [["explode"]]}]},
        {"columns": [{"heading": "a", "column": "b", "steps": [["divide", "0"]]}]},
        {"columns": [{"heading": "a", "column": "b", "steps": [["multiply", "NaN"]]}]},
        {"columns": [{"heading": "a", "column": "b", "steps": [["shorten", "-1"]]}]},
        {"columns": [{"heading": "a", "column": "b", "steps": [[]]}]},
        {"columns": [{"heading": "a"}]},
        {"columns": 5},
        {"fixed": ["a"]},
    ],
)
def test_a_mapping_that_we_did_not_write_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(MappingError):
        ColumnMapping.from_json(stored)


def test_a_mapping_that_does_not_fit_the_file_says_so() -> None:
    mapping = ColumnMapping(
        columns=(MappedColumn("Gone", "price"), MappedColumn("A", "nowhere")),
        fixed=(FixedValue("price", "abc"), FixedValue("nowhere", "1")),
    )
    assert match_headings(PRODUCTS, ("A", "Number"), mapping).problems == (
        "The mapping reads the column “Gone”, which the file does not have.",
        "The mapping names the column “nowhere”, which does not exist.",
        "The mapping's value for “Price”: This is not a number.",
        "The mapping names the column “nowhere”, which does not exist.",
    )


def test_what_the_mapping_fills_is_not_read_under_its_own_name_too() -> None:
    mapping = ColumnMapping(columns=(MappedColumn("id", "number"),))
    match = match_headings(PRODUCTS, ("sku", "id"), mapping)
    assert match.unknown == ("sku",)
    assert match.read_row(row("not unique", "17")).given(NUMBER) == "17"


def test_a_step_on_something_else_than_it_needs_is_a_problem_of_that_cell() -> None:
    match = match_headings(
        PRODUCTS, ("icecat_id", "title", "price_cents_usd", "date_released"), ICECAT
    )
    assert match.read_row(row("1", "x", "free", None)).problems == (
        Problem("price_cents_usd", "free", "This is not a number."),
    )
    blank = match.read_row(row("1", "x", None, None))
    assert not blank.problems
    assert blank.given(PRICE) is None


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_the_template_can_be_uploaded_as_it_is(tmp_path: Path, language: str) -> None:
    path = tmp_path / "template.xlsx"
    template_xlsx(path, sheet=USERS, language=language)
    table = read_table(path)
    match = match_headings(USERS, table.headings)
    assert not match.problems
    assert not match.unknown
    assert not match.missing
    assert len(table.rows) == 1
    assert not match.read_row(table.rows[0]).problems
    assert list(match.read_rows(table.rows)) == []


def test_a_changed_example_row_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    template_xlsx(path, sheet=USERS, language="en")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A2"] = "bo@example.com"
    book.save(path)
    table = read_table(path)
    [found] = match_headings(USERS, table.headings).read_rows(table.rows)
    assert found.given(EMAIL) == "bo@example.com"
    assert found.given(LIMIT) == Decimal("5000.00")


def test_the_template_explains_itself(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    template_xlsx(path, sheet=USERS, language="en")
    front, notes, lists = openpyxl.load_workbook(path).worksheets
    assert front.freeze_panes == "A2"
    assert front["C1"].comment is not None
    assert "nothing may be bought" in front["C1"].comment.text
    assert lists.sheet_state == "hidden"
    choices = {str(v.sqref): v.formula1 for v in front.data_validations.dataValidation}
    assert choices == {"E2:E5000": "'Lists'!$E$1:$E$2", "F2:F5000": "'Lists'!$F$1:$F$2"}
    assert [cell.value for cell in lists["E"]] == ["Buyer", "Approver"]
    words = [[cell.value for cell in line] for line in notes.iter_rows(max_row=3)]
    assert words[1][:2] == ["E-mail", "Always"]
    assert words[2][:2] == ["Name", "For new rows"]


def test_an_export_is_read_by_the_sheet_it_was_made_for(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    write_xlsx(
        path,
        sheet_title="Users",
        headings=[str(column.label) for column in USERS.columns],
        rows=[["=a@example.se", "Eva", Decimal("1234.50"), date(2026, 3, 1), "Buyer", True]],
    )
    table = read_table(path)
    [found] = match_headings(USERS, table.headings).read_rows(table.rows)
    assert not found.problems
    assert found.given(EMAIL) == "=a@example.se"
    assert found.given(LIMIT) == Decimal("1234.50")
