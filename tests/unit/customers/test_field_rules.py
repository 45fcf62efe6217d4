"""Which fields are required: what the shop ticked, what always is, and what is not asked for."""

import pytest

from customers.field_patterns import Said
from customers.field_rules import (
    ADDRESSES,
    CHECKOUT,
    CUSTOMERS,
    NO_RULES,
    SECTIONS,
    SETTINGS,
    USERS,
    Rules,
)

ALL_ON = frozenset(SETTINGS)


def rules(*ticked: tuple[str, str], on: frozenset[str] = ALL_ON) -> Rules:
    return Rules(({key: Said(is_required=True) for key in ticked},), settings_on=on)


@pytest.mark.parametrize("section", list(SECTIONS))
def test_a_shop_without_rules_requires_only_what_always_is(section: str) -> None:
    assert NO_RULES.by_the_shop(section) == frozenset()
    for field in NO_RULES.asked(section):
        assert NO_RULES.is_required(section, field.name) == bool(field.always)


def test_a_tick_holds_for_its_own_section_only() -> None:
    ticked = rules((USERS, "phone"))
    assert ticked.is_required(USERS, "phone")
    assert not ticked.is_required(ADDRESSES, "phone")
    assert not ticked.is_required(CUSTOMERS, "phone")
    assert not ticked.is_required(USERS, "nothing")


@pytest.mark.parametrize(
    ("section", "field", "setting"),
    [
        (USERS, "title", "title_in_use"),
        (USERS, "birthday", "birthday_in_use"),
        (CUSTOMERS, "org_number", "b2b_mode"),
        (CUSTOMERS, "risk", "b2b_mode"),
        (CUSTOMERS, "ape_code", "ape_in_use"),
        (CUSTOMERS, "ape_code", "b2b_mode"),
    ],
)
def test_what_the_shop_does_not_ask_for_is_never_required(
    section: str, field: str, setting: str
) -> None:
    assert rules((section, field)).is_required(section, field, country="FR")
    without = rules((section, field), on=ALL_ON - {setting})
    assert not without.is_required(section, field, country="FR")
    assert field not in {each.name for each in without.asked(section)}


def test_an_ape_code_is_required_of_french_customers_only() -> None:
    ticked = rules((CUSTOMERS, "ape_code"))
    assert ticked.by_the_shop(CUSTOMERS, country="FR") == {"ape_code"}
    assert ticked.by_the_shop(CUSTOMERS, country="SE") == frozenset()
    assert ticked.broken(CUSTOMERS, {"ape_code": "", "country": "FR"})
    assert not ticked.broken(CUSTOMERS, {"ape_code": "", "country": "NO"})


def test_a_default_that_a_more_exact_rule_refuses_is_none_and_hides_nothing() -> None:
    key = (CHECKOUT, "cost_centre")
    shop = {key: Said(is_hidden=True, is_required=True, default="44000")}
    hidden = Rules((shop,)).rule(*key)
    assert (hidden.default, hidden.is_hidden) == ("44000", True)
    shown = Rules(({key: Said(max_length=3)}, shop)).rule(*key)
    assert (shown.default, shown.is_hidden) == ("", False)


def test_blank_is_nothing_written_and_0_is_an_answer() -> None:
    ticked = rules((CUSTOMERS, "allowed_outstanding"), (CUSTOMERS, "phone"))
    lacking = ticked.broken(CUSTOMERS, {"allowed_outstanding": None, "phone": "  "})
    assert {field.name for field in lacking} == {"allowed_outstanding", "phone"}
    assert not ticked.broken(CUSTOMERS, {"allowed_outstanding": 0, "phone": "1"})
    assert not ticked.broken(CUSTOMERS, {"email": ""}), "what is not said is let be"
