"""What somebody who searches means: organisation numbers and postal codes in any writing."""

import pytest

from customers.search import asked_for, organisation_number


@pytest.mark.parametrize(
    "written",
    [
        *("5560123456", "556012-3456", "556012 3456", "16556012-3456", "SE556012345601"),
        *("SE 556012-3456 01", "se5560123456"),
    ],
)
def test_a_swedish_organisation_number_is_ten_digits_however_it_is_written(written: str) -> None:
    assert organisation_number(written) == "5560123456"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("NO 999 888 777 MVA", "999888777"),
        ("999888777", "999888777"),
        ("DK12 34 56 78", "12345678"),
        ("FI 1234567-8", "12345678"),
    ],
)
def test_the_neighbours_numbers_are_read_too(written: str, digits: str) -> None:
    assert organisation_number(written) == digits


@pytest.mark.parametrize(
    "written", ["", "10023", "070-123", "Storgatan 12", "ORDER-55601234", "1 2", "1234567890123"]
)
def test_other_text_is_no_organisation_number(written: str) -> None:
    assert organisation_number(written) == ""


def test_a_number_with_marks_is_also_looked_for_as_it_stands() -> None:
    [word] = asked_for("556012-3456")
    assert word.writings == ("5560123456", "556012-3456")


def test_a_postal_code_with_a_space_is_one_word() -> None:
    assert [word.writings for word in asked_for("Hamngatan 14 531 32")] == [
        ("Hamngatan",),
        ("14",),
        ("53132",),
    ]
