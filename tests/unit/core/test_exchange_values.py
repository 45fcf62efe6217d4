"""What people write in cells, and what we take it for."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from core.exchange.dates import day
from core.exchange.numbers import count, decimal, integer, money, percent
from core.exchange.values import (
    CLEAR,
    Choice,
    Parser,
    Several,
    ValueProblem,
    boolean,
    code,
    email,
    parse_cell,
    text,
    text_up_to,
)
from core.exchange.wire import Cell

kronor = money(currency="SEK")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1234.50", "1234.50"),
        ("1234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1\u202f234\u202f567,5", "1234567.5"),
        ("1.500,00", "1500.00"),
        ("1,500.00", "1500.00"),
        ("1.234.567", "1234567"),
        ("\u22125,5", "-5.5"),
        ("-5,5", "-5.5"),
        ("+7", "7"),
        ("0,125", "0.125"),
        ("0", "0"),
        ("1234,567", "1234.567"),
        (Decimal("15000.5"), "15000.5"),
    ],
)
def test_numbers_are_read_as_people_write_them(written: Cell, meant: str) -> None:
    assert decimal(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["1.234", "1,234", "12.345", "-1,234"])
def test_a_number_that_can_be_read_in_two_ways_is_refused(written: str) -> None:
    with pytest.raises(ValueProblem, match="two ways"):
        decimal(written)


def test_the_refusal_of_an_ambiguous_number_says_how_to_write_it() -> None:
    with pytest.raises(ValueProblem) as refusal:
        decimal("1.234")
    assert str(refusal.value) == "1.234 can be read in two ways. Write 1234 or 1,2340."
    assert decimal("1234") == 1234
    assert decimal("1,2340") == Decimal("1.234")


@pytest.mark.parametrize(
    "written",
    ["", "abc", "1 23", "12 34,5", "1,2,3", "1.2.3", "--5", "1e5", "1E+12", "NaN", "Infinity",
     "٣", "1_000", "5 kg", True, date(2026, 1, 1), datetime(2026, 1, 1, 5)],
)  # fmt: skip
def test_what_is_no_number_is_refused(written: Cell) -> None:
    with pytest.raises(ValueProblem):
        decimal(written)


def test_whole_numbers() -> None:
    assert integer("12,0") == 12
    assert integer("-3") == -3
    assert count("0") == 0
    for parse, written in ((integer, "12,5"), (count, "-1"), (integer, "1" + "0" * 15)):
        with pytest.raises(ValueProblem):
            parse(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15 000,50", "15000.50"),
        ("1.500,00 kr", "1500.00"),
        ("1500 SEK", "1500.00"),
        ("SEK 1 500", "1500.00"),
        ("99:-", "99.00"),
        ("0", "0.00"),
        (Decimal("19.9"), "19.90"),
    ],
)
def test_amounts(written: Cell, meant: str) -> None:
    assert str(kronor(written)) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("-1", "below 0"),
        ("12,345678", "more than 2 decimals"),
        (Decimal("0.005"), "more than 2 decimals"),
        ("100 EUR", "in SEK"),
        ("€ 100", "in SEK"),
        ("1" + "0" * 12, "too large"),
        ("kr", "not a number"),
        ("gratis", "not a number"),
        (True, "not a number"),
    ],
)
def test_amounts_that_are_refused(written: Cell, why: str) -> None:
    with pytest.raises(ValueProblem, match=why):
        kronor(written)


def test_percentages() -> None:
    assert percent("12,5 %") == Decimal("12.5")
    assert percent("0,5 %") == Decimal("0.5")
    assert percent(Decimal("12.5")) == Decimal("12.5")
    assert percent("100") == 100
    for written in ("-1", "100,01", "fem", "1,234"):
        with pytest.raises(ValueProblem):
            percent(written)


def test_a_percent_cell_of_a_spreadsheet_is_not_taken_for_a_hundredth() -> None:
    with pytest.raises(ValueProblem) as refusal:
        percent(Decimal("0.125"))
    assert str(refusal.value) == "0,125 may mean 0,125 % or 12,5 %. Write it with the sign %."


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01",
        "20260301",
        "2026.03.01",
        "2026/03/01",
        "01.03.2026",
        "1.3.2026",
        "1. 3. 2026",
        "1 mars 2026",
        "1. mars 2026",
        "1 March 2026",
        "1 mar. 2026",
        " 2026-03-01 ",
        "2026-03-01T00:00:00Z",
        "2026-03-01 00:00:00",
        date(2026, 3, 1),
        datetime(2026, 3, 1),
    ],
)
def test_the_first_of_march(written: Cell) -> None:
    assert day(written) == date(2026, 3, 1)


def test_a_slashed_date_is_read_only_when_one_reading_is_possible() -> None:
    assert day("31/12/2026") == day("12/31/2026") == date(2026, 12, 31)
    assert day("5/5 2026") == date(2026, 5, 5)
    with pytest.raises(ValueProblem, match="two ways"):
        day("01/03/2026")


@pytest.mark.parametrize(
    "written",
    ["2026-02-29", "31.04.2026", "26-03-01", "1.3.26", "45000", "60", "snart", "2026-03",
     "0026-01-01", datetime(2026, 3, 1, 14, 30), "2026-03-01 14:30", True, Decimal("45000.5")],
)  # fmt: skip
def test_what_is_no_date_is_refused(written: Cell) -> None:
    with pytest.raises(ValueProblem):
        day(written)


def test_yes_and_no_in_three_languages() -> None:
    for yes in ("ja", "JA", "yes", "x", "1", "sann", "true", True):
        assert boolean(yes) is True
    for no in ("nej", "Nei", "no", "0", "usann", "FALSE", False):
        assert boolean(no) is False
    neither: list[Cell] = ["kanske", "2", Decimal("0.5"), date(2026, 1, 1)]
    for cell in neither:
        with pytest.raises(ValueProblem):
            boolean(cell)


@pytest.mark.parametrize("parse", [text, decimal, integer, kronor, percent, day, boolean, email])
def test_blank_zero_and_clear_are_three_things(parse: Parser[object]) -> None:
    for blank in (None, "", "   ", "\u00a0"):
        assert parse_cell(parse, blank) is None
    for word in ("[clear]", "[töm]", "[tøm]", " [TÖM] "):
        assert parse_cell(parse, word) is CLEAR


def test_zero_is_a_value() -> None:
    assert parse_cell(kronor, "0") == Decimal("0.00")
    assert parse_cell(integer, "0") == 0
    assert parse_cell(boolean, "0") is False


@pytest.mark.parametrize("parse", [text, decimal, day, boolean, code])
def test_an_error_of_the_spreadsheet_is_no_value(parse: Parser[object]) -> None:
    with pytest.raises(ValueProblem, match="#N/A"):
        parse_cell(parse, "#N/A")
    with pytest.raises(ValueProblem, match="formula without a result"):
        parse_cell(parse, "#NO RESULT")


def test_text_keeps_its_zeros_and_loses_only_the_spaces_around_it() -> None:
    assert text("  00042 ") == "00042"
    assert text("två\r\nrader") == "två\nrader"
    assert text(Decimal("12345678901234567890")) == "12345678901234567890"


@pytest.mark.parametrize("written", ["A\x00B", "C\x08D", "\x9f", "a\ud800", True, date(2026, 1, 1)])
def test_text_that_cannot_be_stored_is_refused(written: Cell) -> None:
    with pytest.raises(ValueProblem):
        text(written)


def test_text_that_does_not_fit_is_refused_not_cut() -> None:
    assert text_up_to(5)("abcde") == "abcde"
    with pytest.raises(ValueProblem, match="6 characters; at most 5"):
        text_up_to(5)("abcdef")


def test_codes_stay_text() -> None:
    for written in ("7350012345678", "00042", "5E12", "AB-12", "1E12"):
        assert code(written) == written


@pytest.mark.parametrize(
    "written",
    ["7,35E+12", "1E+15", "7.35001E+12", Decimal("12345678901234567890"), "a\nb", date(2026, 1, 2)],
)
def test_a_code_that_a_spreadsheet_has_spoiled_is_refused(written: Cell) -> None:
    with pytest.raises(ValueProblem):
        code(written)


def test_email_addresses() -> None:
    assert email(" Åsa.Öberg@Example.se ".replace("Å", "A").replace("Ö", "O")) == (
        "Asa.Oberg@Example.se"
    )
    assert email("mailto:eva@example.se") == "eva@example.se"
    for written in ("eva", "eva@", "ctrl\r@example.se", "Maila Ida", "a@b.se, c@d.se", True):
        with pytest.raises(ValueProblem):
            email(written)


period = Choice({"monthly": ["Monthly", "Månadsvis", "Månedlig"], "yearly": ["Yearly", "Årsvis"]})


def test_choices_in_any_language_and_letter_case() -> None:
    for written in ("monthly", "Månadsvis", "MÅNEDLIG ", "månads-vis"):
        assert period(written) == "monthly"
    with pytest.raises(ValueProblem, match="Choose one of: Monthly, Yearly"):
        period("weekly")
    with pytest.raises(ValueProblem):
        period("-")


def test_several_in_one_cell() -> None:
    assert Several(period)("monthly; Årsvis,monthly") == ("monthly", "yearly")
    with pytest.raises(ValueProblem):
        Several(period)("monthly, weekly")
