"""docs/features.md: every capability that was asked for is there, with tests and pages that exist.

The file is kept by hand. Here stands what it may not leave out; whether a test shows what its row
says is for the reader of the test to judge.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve

from core.access.checks import doors

ROOT = Path(settings.BASE_DIR)
FEATURES = ROOT / "docs" / "features.md"
ASKED_FOR = ROOT.parent / "shared" / "FEATURES.md"
HOW_MANY = {"N": 33, "P": 37, "A": 50, "U": 27, "K": 43}
ALL_ROWS = [f"{letter}-{n:02}" for letter, most in HOW_MANY.items() for n in range(1, most + 1)]
NOT_SHOWN = "**Not shown**"


@dataclass(frozen=True)
class Row:
    """One row of a table: what it is, the pages where one sees it, the tests that show it."""

    name: str
    what: str
    pages: tuple[str, ...]
    tests: tuple[str, ...]


def rows() -> Iterator[Row]:
    for line in FEATURES.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and re.fullmatch(r"[A-Z]-\d\d", cells[0]):
            name, what, pages, tests = cells
            yield Row(name, what, _quoted(pages), _quoted(tests))


def _quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


@cache
def names_in(path: Path) -> frozenset[str]:
    """The functions of a file, and those of its classes as Class::name."""
    if not path.is_file():
        return frozenset()
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}::{inner.name}"
                for inner in node.body
                if isinstance(inner, ast.FunctionDef)
            }
    return frozenset(found)


def is_test(name: str) -> bool:
    path, _colons, function = name.partition("::")
    leaf = function.rpartition("::")[2]
    return leaf.startswith("test_") and function in names_in(ROOT / "tests" / path)


def leads_somewhere(page: str, names: frozenset[str]) -> bool:
    if not page.startswith("/"):
        return page in names
    if page.startswith("/s/"):  # a customer's own site: its pages are those of the shop
        return True
    try:
        resolve(page)
    except Resolver404:
        return False
    return True


def test_every_capability_has_its_row_once() -> None:
    found = [row.name for row in rows()]
    assert found == ALL_ROWS, set(ALL_ROWS) ^ set(found)
    assert not [row.name for row in rows() if len(row.what) < 8]


def test_nothing_of_what_was_asked_for_is_left_out() -> None:
    """The rows are written down here; the list itself is not in every checkout's neighbourhood."""
    asked = ALL_ROWS
    if ASKED_FOR.is_file():
        asked = re.findall(r"^\| ([A-Z]-\d\d) \|", ASKED_FOR.read_text(), re.MULTILINE)
    assert sorted(asked) == sorted(row.name for row in rows())


def test_every_named_test_is_there() -> None:
    named = [(row.name, test) for row in rows() for test in row.tests]
    assert len(named) > len(ALL_ROWS)
    missing = [f"{name}: {test}" for name, test in named if not is_test(test)]
    assert not missing, "\n".join(missing)


def test_a_row_without_a_test_says_so() -> None:
    bare = [row.name for row in rows() if not row.tests]
    assert bare == [row.name for row in rows() if NOT_SHOWN in row.what]


def test_every_named_page_is_there() -> None:
    names = frozenset(door.name for door in doors())
    wrong = [
        f"{row.name}: {page}"
        for row in rows()
        for page in row.pages
        if not leads_somewhere(page, names)
    ]
    assert not wrong, "\n".join(wrong)
    pageless = [row.name for row in rows() if not row.pages and NOT_SHOWN not in row.what]
    assert not pageless


def test_what_is_not_there_would_be_found() -> None:
    names = frozenset(door.name for door in doors())
    assert not is_test("pages/shop/test_look.py::test_that_nobody_wrote")
    assert not is_test(
        "pages/shop/test_nowhere.py::test_nora_sees_her_customers_look_on_every_page"
    )
    assert not is_test("pages/shop/test_look.py::page")
    assert not leads_somewhere("staff:nowhere", names)
    assert not leads_somewhere("/nowhere/at/all/", names)


def test_no_table_keeps_card_numbers() -> None:
    """A payment method is a word on an order; no card is ever asked for or kept (K-43)."""
    wrong = re.compile(r"card_?(number|no)|\bpan\b|cvc|cvv|card_?expir|iban", re.IGNORECASE)
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if wrong.search(field.name)
    ]
    assert not found
