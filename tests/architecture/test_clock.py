"""No test knows what day it is before it runs: a run that crosses midnight passes.

A day some way off ("a month ago") may be taken when the file is read. Today may not, nor may now.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

TESTS = Path(settings.BASE_DIR) / "tests"
CLOCKS = {"now", "localdate", "today", "utcnow"}
LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def read_at_once(node: ast.AST) -> Iterator[ast.AST]:
    """What Python evaluates as it reads a file: no function's body, but its defaults."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, LATER):
            yield from read_at_once(child.args)
            for decorator in getattr(child, "decorator_list", ()):
                yield decorator
                yield from read_at_once(decorator)
            continue
        yield child
        yield from read_at_once(child)


def asks_the_clock(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
    )


def taken_too_early(source: str) -> list[int]:
    nodes = list(read_at_once(ast.parse(source)))
    far_off = {
        id(node.left)
        for node in nodes
        if isinstance(node, ast.BinOp) and ast.unparse(node.right).startswith("timedelta(")
    }
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Call) and asks_the_clock(node) and id(node) not in far_off
    ]


def test_no_test_takes_today_when_it_is_read() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in taken_too_early(path.read_text())
    ]
    assert not found, "ask for the day in the test or in a fixture"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("TODAY = timezone.localdate()", [1]),
        ("def told(day=date.today()): ...", [1]),
        ("@mark(timezone.now())\ndef told(): ...", [1]),
        ("MARCH = timezone.localdate() - timedelta(days=100)", []),
        ("def told():\n    return timezone.now()", []),
        ("clock = lambda: timezone.now()", []),
    ],
)
def test_what_counts_as_too_early(source: str, lines: list[int]) -> None:
    assert taken_too_early(source) == lines
