"""What the reading process says arrives as it was meant, and nothing else is taken."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange.wire import Cell, Raw, pack_column, unpack_column

RAW = st.one_of(
    st.text(max_size=5),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(0, 100_000).map(lambda number: round(number, 2)),
    st.dates(),
    st.datetimes(),
    st.dates().map(lambda day: datetime(day.year, day.month, day.day)),
    st.times(),
)
# A column is mostly of one kind, which is the quick way through the code.
COLUMNS = st.one_of(
    st.lists(RAW, min_size=1),
    *[
        st.lists(of_a_kind, min_size=1)
        for of_a_kind in (st.text(max_size=3), st.floats(-1e16, 1e16), st.dates(), st.datetimes())
    ],
)


def meant(value: Raw) -> Cell:
    """What somebody who looks at the spreadsheet would say stands in the cell."""
    if value == "" and isinstance(value, str):
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return value.isoformat()
    assert isinstance(value, int | float)
    shown = Decimal(int(value)) if value == int(value) else Decimal(format(value, ".15g"))
    return str(shown) if shown == shown.to_integral_value() and abs(shown) < 10**15 else shown


@given(COLUMNS)
def test_a_column_arrives_as_it_was_meant(values: list[Raw]) -> None:
    sent = json.dumps(pack_column(values))
    arrived = unpack_column(json.loads(sent))
    expected = [meant(value) for value in values]
    assert list(arrived) == expected
    assert [type(cell) for cell in arrived] == [type(cell) for cell in expected]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (7350012345678.0, "7350012345678"),
        (-0.0, "0"),
        (0.1 + 0.2, Decimal("0.3")),
        (1e15, Decimal(10**15)),
        (1e-7, Decimal("1E-7")),
        (float("inf"), "#NUM!"),
        (float("nan"), "#NUM!"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_odd_numbers(value: Raw, cell: Cell) -> None:
    assert unpack_column(json.loads(json.dumps(pack_column([value])))) == [cell]
    assert unpack_column(json.loads(json.dumps(pack_column([value, "x"])))) == [cell, "x"]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "s",
        ["s"],
        ["s", [1]],
        ["s", [["n", "1"]]],
        ["s", [{}]],
        ["n", ["one"]],
        ["n", [None]],
        ["d", ["yesterday"]],
        ["x", ["1"]],
        ["ns", ["1"]],
        ["", ["1"]],
        [["s"], ["1"]],
    ],
)
def test_what_no_reader_of_ours_says_is_not_taken(answer: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - that is the whole promise
        unpack_column(answer)
