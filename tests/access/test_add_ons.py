"""Every part has its number, its words, a door and a test of what stops; a new one needs them."""

import pytest

from core.access.checks import Door, doors
from customers.add_ons import PARTS, AddOn, part_of

# What shows that each part stops doing what it does. A new part needs its line here.
EFFECTS = {
    AddOn.FORM_FIELDS: "tests/services/customers/test_add_ons.py",
    AddOn.GRAPHICAL_PROFILE: "tests/services/customers/test_add_ons.py",
    AddOn.CUSTOMER_SITE: "tests/services/customers/test_add_ons.py",
    AddOn.PURCHASE_LIMIT: "tests/services/customers/test_add_ons.py",
    AddOn.SALES_TEAMS: "tests/services/customers/test_add_ons.py",
    AddOn.TWO_FACTOR: "tests/services/customers/test_add_ons.py",
    AddOn.DOCUMENTS: "tests/services/customers/test_add_ons.py",
}
EFFECTS |= dict.fromkeys(  # nothing but pages, and what leads there
    (AddOn.QUICK_ORDER, AddOn.SHELF_LABELS, AddOn.NEWS), "tests/access/test_add_ons.py"
)
_OTHERS = {AddOn(number) for number in (2001, 2002, 2003, 2004, 2005)}


def doors_of(number: AddOn) -> list[Door]:
    return [door for door in doors() if door.add_on == number]


@pytest.mark.parametrize("number", list(AddOn), ids=lambda number: number.name.lower())
def test_a_part_has_its_words_and_a_door(number: AddOn) -> None:
    part = part_of(number)
    assert part is not None
    assert part.name
    assert part.does
    assert number in EFFECTS or number in _OTHERS
    assert part.off, "Say what stops and what stays while it is off."
    assert doors_of(number)


def test_no_number_stands_twice() -> None:
    assert len({part.number for part in PARTS}) == len(PARTS)
