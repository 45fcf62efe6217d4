"""Price steps are kept as data and put into words in the reader's language."""

import json
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from catalogue.pricing.steps import (
    PriceStep,
    StepKind,
    StepNote,
    describe,
    steps_from_json,
    steps_to_json,
    why_not,
)

STEPS = st.builds(
    PriceStep,
    kind=st.sampled_from(StepKind),
    label=st.text(max_size=20),
    amount=st.none() | st.decimals(0, 1000, places=2),
    applied=st.booleans(),
    note=st.none() | st.sampled_from(StepNote),
    percent=st.none() | st.decimals(0, 100, places=2),
    from_quantity=st.integers(1, 1000),
    missing=st.integers(0, 1000),
)


@given(st.lists(STEPS, max_size=5))
def test_steps_come_back_from_json_as_they_were(steps: list[PriceStep]) -> None:
    stored = json.loads(json.dumps(steps_to_json(steps)))
    assert steps_from_json(stored) == tuple(steps)


@given(STEPS)
def test_every_step_can_be_put_into_words(step: PriceStep) -> None:
    words = describe(step)
    assert words
    assert "None" not in words.replace(step.label, "")


def test_empty_fields_are_not_stored() -> None:
    assert steps_to_json([PriceStep(StepKind.LIST, "", Decimal("10.00"), applied=True)]) == [
        {"kind": "list", "applied": True, "amount": "10.00"}
    ]


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        ("5", "−5\u00a0% group discount"),
        ("12.50", "−12,5\u00a0% group discount"),
        ("100.00", "−100\u00a0% group discount"),
        ("100", "−100\u00a0% group discount"),
    ],
)
def test_percent_is_written_without_needless_zeros(percent: str, words: str) -> None:
    step = PriceStep(StepKind.GROUP_PERCENT, "", Decimal(1), applied=True, percent=Decimal(percent))
    assert describe(step) == words


def test_a_label_with_percent_signs_stays_a_label() -> None:
    step = PriceStep(StepKind.GROUP_ROW, "100%(x)s %d", Decimal(1), applied=True)
    assert describe(step) == "Group price (100%(x)s %d)"


def test_why_not_is_empty_for_a_step_that_applied() -> None:
    assert why_not(PriceStep(StepKind.LIST, "", Decimal(1), applied=True)) == ""


def test_words_are_chosen_when_shown_not_when_stored() -> None:
    step = PriceStep(
        StepKind.TIER_ROW, "", Decimal(1), applied=False, note=StepNote.MORE_NEEDED, missing=1
    )
    for language in ("en", "sv", "nb"):
        with translation.override(language):
            assert "1" in describe(step)
