"""The paste reader: whatever somebody writes, every line comes out with all that was in it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.pasting import AskedLine, QuantityProblem, read_pasted, read_quantity, read_rows


def lines(text: str) -> list[tuple[str, str]]:
    return [(line.code, line.quantity) for line in read_pasted(text).lines]


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("5", 5),
        ("2,0", 2),
        ("2.0", 2),
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        ("12 500", 12_500),
        ("5 st", 5),
        ("5st.", 5),
        ("5 STK", 5),
        ("7 pcs", 7),
        ("1 000 st", 1000),
        ("3 x", 3),
        ("0", 0),
        ("-4", -4),
    ],
)
def test_quantities_as_people_write_them(written: str, pieces: int) -> None:
    assert read_quantity(written) == pieces


@pytest.mark.parametrize(
    "written", ["", "  ", "fem", "2,5", "1,000", "1.000", "2 frp", "1e3", "5 5"]
)
def test_what_could_mean_two_things_is_no_quantity(written: str) -> None:
    with pytest.raises(QuantityProblem) as refused:
        read_quantity(written)
    assert str(refused.value.reason)


def test_a_number_as_long_as_a_book_is_too_many_and_costs_nothing() -> None:
    assert read_quantity("9" * 300) > 99_999


@pytest.mark.parametrize(
    "text",
    [
        "ND-4012-GB\t2\nLY-0650-UC\t12",
        "ND-4012-GB;2\nLY-0650-UC;12",
        "ND-4012-GB,2\nLY-0650-UC,12",
        "ND-4012-GB, 2\nLY-0650-UC, 12",
        "ND-4012-GB 2\nLY-0650-UC   12",
        "2 x ND-4012-GB\n12 x LY-0650-UC",
        "2\tND-4012-GB\n12\tLY-0650-UC",
        "Artikelnummer\tAntal\nND-4012-GB\t2\nLY-0650-UC\t12",
        "Antal;Benämning;Art.nr\n2;Docka;ND-4012-GB\n12;Headset;LY-0650-UC",
        "SKU,Qty\r\nND-4012-GB,2\r\n\r\nLY-0650-UC,12\r\n",
        '"ND-4012-GB";"2"\n"LY-0650-UC";"12"',
        "ND-4012-GB\t2\nLY-0650-UC 12",
        "ND-4012-GB 2\nArt.nr;Antal\nLY-0650-UC;12",
        "ND-4012-GB\tDockningsstation\t2\nLY-0650-UC\tHeadset\t12",
        "Varenr\tAntall\nND-4012-GB\t2\nLY-0650-UC\t12",
    ],
)
def test_the_same_two_lines_however_they_are_pasted(text: str) -> None:
    assert lines(text) == [("ND-4012-GB", "2"), ("LY-0650-UC", "12")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ND-4012-GB 1 000 st", ("ND-4012-GB", "1 000 st")),
        ("ND-4012-GB 2,0", ("ND-4012-GB", "2,0")),
        ("ND-4012-GB 2,5", ("ND-4012-GB", "2,5")),  # refused with its reason, not read as 5
        ("LY 0650 12", ("LY 0650", "12")),
        ("TN 2110 500", ("TN 2110", "500")),
        ("TN 211 500", ("TN 211", "500")),  # 211 500 pieces is no order
        ("ND-4012-GB", ("ND-4012-GB", "")),
        ("7332543010015", ("7332543010015", "")),
        ("ND-4012-GB, fem", ("ND-4012-GB", "fem")),
        ("ND-4012-GB\tfem", ("ND-4012-GB", "fem")),
    ],
)
def test_one_line_with_spaces(text: str, expected: tuple[str, str]) -> None:
    assert lines(text) == [expected]


def test_rows_of_a_form_that_ask_for_nothing_are_counted() -> None:
    read = read_rows(
        [["Article number", "Name", "Quantity"], ["A", "x", ""], ["B", "y", "3"], ["", "", "4"]],
        skips_unasked=True,
    )
    assert read.lines == (AskedLine("B", "3"), AskedLine("", "4"))
    assert read.unasked == 1


def test_a_row_with_only_the_own_number_is_known_by_that() -> None:
    read = read_rows([["Article number", "Eget artikelnummer", "Antal"], ["", "BUN-7", "3"]])
    assert read.lines == (AskedLine("BUN-7", "3"),)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader_or_loses_a_line(text: str) -> None:
    read = read_pasted(text)
    for line in read.lines:
        assert line.code or line.quantity
        assert "\x00" not in line.code + line.quantity
        with suppress(QuantityProblem):
            read_quantity(line.quantity)


CODES = st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=3, max_size=12)


@given(
    st.lists(st.tuples(CODES, st.integers(1, 99_999)), min_size=1, max_size=30),
    st.sampled_from(["\t", ";", ",", " ", "  ", ", "]),
)
def test_what_is_written_is_what_is_read(asked: list[tuple[str, int]], between: str) -> None:
    text = "\n".join(f"{code}{between}{quantity}" for code, quantity in asked)
    assert lines(text) == [(code, str(quantity)) for code, quantity in asked]


def test_of_a_line_of_a_thousand_cells_only_the_first_are_told_apart() -> None:
    assert lines("A-1" + "\t" * 37 + "\t5\ty") == [("A-1", "5")]
    assert lines("A-1" + "\t" * 998 + "\t5\ty") == [("A-1", "")]


def test_one_column_with_its_heading_is_read_without_it() -> None:
    assert lines("Artikelnummer\nND-4012-GB\nLY-0650-UC") == [
        ("ND-4012-GB", ""),
        ("LY-0650-UC", ""),
    ]
    assert lines("PRODUCT NUMBER") == []
