"""Extra fields without a database: what an answer means, and what a good field is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from customers.extra_field_rules import (
    DetailsWrong,
    ExtraFieldDetails,
    lines_of,
    most_at_once,
    new_key,
    settled,
)
from customers.extra_fields import (
    AnswerProblem,
    Question,
    answer_of,
    as_written,
    in_one_line,
    judge,
    mended,
    read_answer,
    tell,
    to_edit,
    written_in,
)

PROJECT = Question("project-1", "order", "text", {"en": "Project", "sv": "Projekt"})
COUNT = Question("count-2", "order", "number", {"en": "Count"})
BY = Question("by-3", "order", "date", {"en": "Wanted by"})
SIZE = Question("size-4", "order", "choice", {"en": "Size"}, choices=("Small", "Large"))


def refusal(question: Question, written: str) -> str:
    with pytest.raises(AnswerProblem) as problem:
        read_answer(question, written)
    return str(problem.value.reason)


@pytest.mark.parametrize(
    ("question", "written", "kept"),
    [
        (PROJECT, "  P \t 12 ", "P 12"),
        (PROJECT, "a\x00b", "a b"),
        (COUNT, "1 234,50", "1234.5"),
        (COUNT, "-0", "0"),
        (COUNT, "+7", "7"),
        (BY, "8.12.2026", "2026-12-08"),
        (BY, "2026-12-08", "2026-12-08"),
        (SIZE, "small", "Small"),
        (SIZE, " ", ""),
    ],
)
def test_an_answer_is_kept_alike_however_it_is_written(
    question: Question, written: str, kept: str
) -> None:
    assert read_answer(question, written) == kept


def test_what_cannot_be_an_answer_is_refused_in_words() -> None:
    assert "At most 5 characters. These are 6." in refusal(replace(PROJECT, max_length=5), "123456")
    assert "At most 500 characters" in refusal(PROJECT, "x" * 501)
    assert refusal(COUNT, "many") == "This is not a number."
    assert "two ways" in refusal(COUNT, "1.234")
    assert refusal(COUNT, "9" * 13) == "The number is too long."
    assert refusal(COUNT, "0,1234567") == "The number is too long."
    assert refusal(replace(COUNT, minimum="2.5"), "2") == "At least 2.5."
    assert refusal(replace(COUNT, maximum="10"), "11") == "At most 10."
    assert "2026-12-08" in refusal(BY, "soon")
    assert refusal(replace(BY, minimum="2026-12-08"), "2026-12-07") == "Not before 8 December 2026."
    assert refusal(replace(BY, maximum="2026-12-08"), "2026-12-09") == "Not after 8 December 2026."
    assert refusal(SIZE, "Medium") == "Choose one of the choices."


def test_the_ends_themselves_are_allowed() -> None:
    assert read_answer(replace(COUNT, minimum="2.5", maximum="2.5"), "2,5") == "2.5"
    ends = replace(BY, minimum="2026-12-08", maximum="2026-12-08")
    assert read_answer(ends, "2026-12-08") == "2026-12-08"
    assert read_answer(replace(PROJECT, max_length=5), "12345") == "12345"


def test_a_required_field_stops_and_an_optional_one_does_not() -> None:
    must = replace(PROJECT, is_required=True)
    assert list(judge([must, COUNT], {}).problems) == ["project-1"]
    assert not judge([must], {}, may_be_blank={"project-1"}).problems
    judged = judge([must, COUNT], {"project-1": "P-12"})
    assert not judged.problems
    assert [each["value"] for each in judged.answers] == ["P-12"]


def test_the_default_is_for_what_was_never_shown() -> None:
    begun = replace(COUNT, default="1.234")
    assert judge([begun], {}).answers[0]["value"] == "1.234"
    assert judge([begun], {"count-2": ""}).answers == []


def test_answers_are_told_in_the_readers_language() -> None:
    kept = [answer_of(PROJECT, "P-12"), answer_of(COUNT, "1234.5"), answer_of(BY, "2026-12-08")]
    assert in_one_line(kept) == "Project: P-12; Count: 1,234.5; Wanted by: 8 December 2026"
    with translation.override("sv"):
        told = [(each.label, each.value.replace("\u00a0", " ")) for each in tell(kept)]
    assert told == [
        ("Projekt", "P-12"),
        ("Count", "1 234,5"),
        ("Wanted by", "8 december 2026"),
    ]


def test_an_old_answer_keeps_what_it_was_asked_as_until_it_changes() -> None:
    before = [answer_of(PROJECT, "P-12"), answer_of(SIZE, "Small")]
    renamed = replace(PROJECT, labels={"en": "Job"}, is_required=True)
    same = mended(before, [renamed], {"project-1": "P-12"})
    assert same.answers == before
    other = mended(before, [renamed], {"project-1": "P-13"})
    assert in_one_line(other.answers) == "Job: P-13; Size: Small"
    assert list(mended(before, [renamed], {"project-1": ""}).problems) == ["project-1"]
    assert not mended([], [renamed], {"project-1": ""}).problems


def test_a_sent_form_is_read_by_order_and_by_line() -> None:
    sent = {"extra-a-1": "x", "extra-12-a-1": "y", "extra-12-b": "z", "other": "", "extra-Ä": ""}
    assert written_in(sent) == ({"a-1": "x"}, {12: {"a-1": "y", "b": "z"}})


@given(st.text(max_size=80))
def test_any_text_is_kept_once_and_for_all(written: str) -> None:
    kept = read_answer(PROJECT, written)
    assert read_answer(PROJECT, kept) == kept
    assert "\x00" not in kept
    kept.encode()


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4), st.sampled_from(["en", "sv"]))
def test_a_number_comes_back_from_its_field_as_it_was(number: Decimal, language: str) -> None:
    kept = read_answer(COUNT, f"{number:.4f}")
    assert Decimal(kept) == number
    with translation.override(language):
        assert read_answer(COUNT, to_edit("number", kept)) == kept


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_a_day_comes_back_from_its_field_as_it_was(day: date) -> None:
    kept = read_answer(BY, day.isoformat())
    assert as_written([answer_of(BY, kept)]) == {"by-3": day.isoformat()}
    assert tell([answer_of(BY, kept)])[0].value.startswith(f"{day.day} ")


@given(st.text(max_size=40), st.sampled_from(["text", "choice", "date", "number"]))
def test_no_text_breaks_the_judge(written: str, kind: str) -> None:
    question = replace(SIZE, kind=kind)
    judged = judge([question], {question.key: written})
    assert len(judged.answers) + len(judged.problems) <= 1


WANTED = ExtraFieldDetails(place="order", kind="text", label="Project")


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"label": " "}, "label"),
        ({"kind": "choice"}, "choices"),
        ({"kind": "choice", "choices": ("x" * 101,)}, "choices"),
        ({"kind": "choice", "choices": ("A",), "default": "B"}, "default"),
        ({"kind": "number", "minimum": "few"}, "minimum"),
        ({"kind": "number", "minimum": "5", "maximum": "4"}, "maximum"),
        ({"kind": "date", "maximum": "soon"}, "maximum"),
        ({"kind": "number", "maximum": "4", "default": "5"}, "default"),
        ({"max_length": 501}, "max_length"),
        ({"max_length": 3, "default": "four"}, "default"),
    ],
)
def test_a_field_that_does_not_fit_together_is_refused_at_its_part(
    changed: dict[str, object], at: str
) -> None:
    with pytest.raises(DetailsWrong) as wrong:
        settled(replace(WANTED, **changed))  # type: ignore[arg-type]
    assert list(wrong.value.problems) == [at]


def test_what_a_kind_has_no_use_for_is_dropped() -> None:
    text = settled(replace(WANTED, choices=("A",), minimum="1", max_length=9))
    assert (text.choices, text.minimum, text.max_length) == ((), "", 9)
    number = settled(replace(WANTED, kind="number", minimum="1,1250", maximum="2", max_length=9))
    assert (number.minimum, number.maximum, number.max_length) == ("1.125", "2", None)


def test_choices_are_one_a_line_each_once() -> None:
    assert lines_of("Small\r\n\n LARGE \nlarge\u2028Tiny") == ("Small", "LARGE", "Tiny")


@pytest.mark.parametrize(
    ("label", "key"),
    [("Project no.", "project-no-7"), ("Å", "a-7"), ("№ 5", "no-5-7"), ("5 st", "field-7")],
)
def test_a_key_begins_with_a_letter(label: str, key: str) -> None:
    assert new_key(label, 7) == key


def test_the_most_that_hold_for_one_customer_are_counted() -> None:
    assert most_at_once([]) == 0
    counts = [(None, None, None, 5), (1, None, None, 4), (2, None, None, 9), (None, 8, 1, 6)]
    assert most_at_once(counts) == 15  # the shop's 5, and 4 of group 1 with 6 of its customer
    assert most_at_once(counts[:3]) == 14
