"""Organisation numbers of the Nordic countries: what looks wrong, and that nothing is refused."""

import pytest

from customers.org_numbers import bare, org_number_warning

RIGHT = [
    ("SE", "212000-1355"),
    ("SE", "2120001355"),
    ("SE", "16 212000-1355"),
    ("SE", "556677-8899"),
    ("NO", "988 077 917"),
    ("NO", "NO 988077917 MVA"),
    ("DK", "DK13585628"),
    ("DK", "13 58 56 28"),
    ("FI", "2077474-0"),
    ("FI", "FI20774740"),
]
WRONG = [
    ("SE", "212000-1356"),
    ("SE", "212000-135"),
    ("SE", "hello"),
    ("NO", "988 077 918"),
    ("NO", "98807791"),
    ("DK", "13585629"),
    ("FI", "2077474-1"),
]


@pytest.mark.parametrize(("country", "written"), RIGHT)
def test_a_number_that_adds_up_is_not_spoken_of(country: str, written: str) -> None:
    assert org_number_warning(country, written) == ""


@pytest.mark.parametrize(("country", "written"), WRONG)
def test_a_number_that_does_not_add_up_is_warned_of_in_its_own_words(
    country: str, written: str
) -> None:
    assert written in str(org_number_warning(country, written))


@pytest.mark.parametrize(("country", "written"), [("DE", "HRB 12345"), ("SE", ""), ("SE", "  ")])
def test_nothing_is_said_of_no_number_or_of_a_country_that_is_not_known(
    country: str, written: str
) -> None:
    assert org_number_warning(country, written) == ""


def test_two_ways_to_write_a_number_are_the_same_number() -> None:
    assert bare("NO", "988 077 917 MVA") == bare("NO", "NO988077917") == "988077917"
    assert bare("SE", "16212000-1355") == bare("SE", "212000–1355") == "2120001355"
