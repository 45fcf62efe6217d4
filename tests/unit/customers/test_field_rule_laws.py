"""The most exact wins in each property, and no rule makes a form impossible (N-20..N-22)."""

import time

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.field_patterns import NOTHING, PROPERTIES, Pattern, Said, wrong_with
from customers.field_rules import (
    ADDRESSES,
    CHECKOUT,
    SECTIONS,
    SETTINGS,
    Rules,
)

LANGUAGES = ("en", "sv", "nb")
texts = st.dictionaries(st.sampled_from(LANGUAGES), st.text(min_size=1, max_size=5))
said = st.builds(
    Said,
    is_required=st.sampled_from([None, True, False]),
    is_hidden=st.sampled_from([None, True, False]),
    max_length=st.none() | st.integers(1, 300),
    min_length=st.none() | st.integers(1, 300),
    pattern=st.sampled_from(["", *Pattern.values]),
    prefix=st.sampled_from(["", "A", "SE-"]),
    default=st.text(max_size=8),
    position=st.none() | st.integers(0, 99),
    labels=texts,
    helps=texts,
)
fields = st.sampled_from(
    [(name, field.name) for name in SECTIONS for field in SECTIONS[name].fields]
)


def rules(key: tuple[str, str], *layers: Said) -> Rules:
    return Rules(tuple({key: each} for each in layers), frozenset(SETTINGS))


@settings(deadline=None)
@given(fields, said, said, said)
def test_the_most_exact_that_says_something_wins_in_every_property(
    key: tuple[str, str], customer: Said, group: Said, shop: Said
) -> None:
    held = rules(key, customer, group, shop).rule(*key).said
    for name in PROPERTIES:
        if name in ("labels", "helps"):
            for code in LANGUAGES:
                asked = (getattr(each, name).get(code) for each in (customer, group, shop))
                assert getattr(held, name).get(code) == next((t for t in asked if t), None)
            continue
        values = [getattr(each, name) for each in (customer, group, shop)]
        spoken = [value for value in values if value is not None and value != ""]
        assert getattr(held, name) == (spoken[0] if spoken else getattr(NOTHING, name))


@settings(deadline=None)
@given(fields, said, said)
def test_what_says_nothing_changes_nothing(key: tuple[str, str], group: Said, shop: Said) -> None:
    held = rules(key, group, shop).rule(*key)
    assert rules(key, NOTHING, group, NOTHING, shop).rule(*key) == held
    assert Said.over(NOTHING, group) == group == Said.over(group, NOTHING)


@settings(deadline=None)
@given(fields, said, said)
def test_always_required_is_never_hidden_nor_optional_and_hidden_required_has_a_default(
    key: tuple[str, str], group: Said, shop: Said
) -> None:
    held = rules(key, group, shop)
    rule = held.rule(*key, country="FR")
    if rule.field.always:
        assert rule.is_required
        assert not rule.is_hidden
    if rule.is_hidden and rule.is_required:
        assert rule.wrong_with(rule.default) is None
    if rule.field.most:
        assert 1 <= rule.max_length <= rule.field.most
    if rule.default:
        assert wrong_with(rule.said, rule.field.most, rule.default) is None


@settings(deadline=None)
@given(st.integers(1, 500), st.text(max_size=300))
def test_no_rule_lets_more_in_than_the_column_holds(limit: int, text: str) -> None:
    rule = rules((ADDRESSES, "street"), Said(max_length=limit)).rule(ADDRESSES, "street")
    if rule.wrong_with(text) is None:
        assert len(text.strip()) <= min(limit, 200)


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("digits", "0123", "12 3"),
        ("digits", "7", "\u0663"),
        ("alphanumeric", "Åsa9", "Å-9"),
        ("code", "A-1/b.c_2", "A 1"),
        ("no_spaces", "a-b!", "a\u00a0b"),
        ("capitals", "ÅÄÖ 1-2", "Abc"),
        ("any", "a b", ""),
    ],
)
def test_a_pattern_takes_what_it_says(pattern: str, good: str, bad: str) -> None:
    assert wrong_with(Said(pattern=pattern), 60, good) is None
    assert not bad or wrong_with(Said(pattern=pattern), 60, bad) is not None


def test_what_a_value_begins_with_is_given_and_the_pattern_is_of_the_rest() -> None:
    asked = Said(pattern="digits", prefix="PO-", min_length=5)
    assert wrong_with(asked, 60, "PO-77") is None
    assert str(wrong_with(asked, 60, "77123")) == "Begin it with PO-"
    assert str(wrong_with(asked, 60, "PO-7A")) == "Write digits only."
    assert str(wrong_with(asked, 60, "PO-7")) == "At least 5 characters."


def test_what_would_hang_an_expression_is_only_text_here() -> None:
    """Nobody's expression is ever run: the worst value takes as long as it is long."""
    began = time.monotonic()
    for pattern in Pattern.values:
        wrong_with(Said(pattern=pattern, prefix="(a+)+$"), 2000, "a" * 1999 + "!")
    assert wrong_with(Said(prefix="(a+)+$"), 2000, "aaaa") is not None
    assert time.monotonic() - began < 2


def test_a_label_is_in_the_language_of_its_reader_and_else_ours() -> None:
    rule = rules((CHECKOUT, "cost_centre"), Said(labels={"sv": "Ansvarskod"})).rule(
        CHECKOUT, "cost_centre"
    )
    with translation.override("sv"):
        assert rule.label == "Ansvarskod"
    with translation.override("en"):
        assert rule.label == "Cost centre"


def test_fields_stand_as_they_are_placed_and_hidden_values_are_the_rules() -> None:
    held = Rules(
        (
            {
                (CHECKOUT, "comment"): Said(position=1, is_hidden=True),
                (CHECKOUT, "cost_centre"): Said(is_hidden=True, default="4400"),
                (CHECKOUT, "requested_on"): Said(is_hidden=True),
            },
        )
    )
    names = [rule.name for rule in held.in_order(CHECKOUT)]
    assert names[:2] == ["comment", "customer_reference"]
    values = {"comment": "Hej", "cost_centre": "1", "requested_on": "2026-12-01"}
    told = held.shown(CHECKOUT, values)
    assert told == {"comment": "Hej", "cost_centre": "4400", "requested_on": None}
