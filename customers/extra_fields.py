"""Extra fields: what a question asks, what an answer to it means, how it is told. Pure.

A shop, a group and a customer may each ask things of their own beside an order or each of its
lines (N-20..N-23). An answer is kept as text that is the same in every language: a number with a
point, a day as 2026-12-08. With an order stands also what the question was called then.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.exchange.dates import day
from core.exchange.numbers import decimal
from core.exchange.values import CONTROLS, SPACES, ValueProblem
from core.reasons import Text, say

MOST_FIELDS = 20
LONGEST_ANSWER = 500
MOST_CHOICES = 100
LONGEST_CHOICE = 100
_SOURCE = "en"
_DIGITS = 12
_DECIMALS = 6

ORDER, LINE = "order", "line"
TEXT, CHOICE, DATE, NUMBER = "text", "choice", "date", "number"

PREFIX = "extra-"
_NAME = re.compile(rf"{PREFIX}(?:([0-9]{{1,18}})-)?([a-z][a-z0-9-]*)", re.ASCII)

# As typed, by the field's key.
Written = Mapping[str, str]
# How an order keeps its answers: a list of these, in the order they were asked.
Kept = list[dict[str, Any]]


class AnswerProblem(ValueError):
    """The answer cannot be taken; `reason` is for whoever wrote it."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Question:
    """One extra field as it is asked. `labels` and `helps` by language; English is always there.

    `minimum`, `maximum` and `default` are written as answers are kept. `place` is ORDER or LINE.
    """

    key: str
    place: str
    kind: str
    labels: Mapping[str, str]
    helps: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    is_required: bool = False
    max_length: int | None = None
    minimum: str = ""
    maximum: str = ""
    default: str = ""

    @property
    def label(self) -> str:
        return in_language(self.labels)

    @property
    def help(self) -> str:
        return in_language(self.helps)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was answered, and by key why an answer cannot be taken."""

    answers: Kept
    problems: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as people read it."""

    key: str
    label: str
    value: str


def field_name(key: str, line_id: int | None = None) -> str:
    """What the field is called in a form: of the order, or of one of its lines."""
    return f"{PREFIX}{key}" if line_id is None else f"{PREFIX}{line_id}-{key}"


def written_in(data: Mapping[str, Any]) -> tuple[Written, Mapping[int, Written]]:
    """What a sent form says in extra fields: of the order, and by line."""
    order: dict[str, str] = {}
    lines: dict[int, dict[str, str]] = {}
    for name in data:
        if (found := _NAME.fullmatch(name)) is None:
            continue
        into = order if found[1] is None else lines.setdefault(int(found[1]), {})
        into[found[2]] = tidy(str(data[name]))[: LONGEST_ANSWER + 1]
    return order, lines


def in_language(texts: Mapping[str, str]) -> str:
    """In the reader's language, else in English."""
    return texts.get(get_language() or _SOURCE) or texts.get(_SOURCE, "")


def tidy(written: str) -> str:
    """One line without what no page can show: as typed text is kept and judged."""
    return SPACES.sub(" ", CONTROLS.sub(" ", written)).strip()


def read_answer(question: Question, written: str) -> str:
    """The answer as it is kept, "" for none. Raises AnswerProblem; asks nothing of a blank one."""
    text = tidy(written)
    if not text:
        return ""
    return _READERS[question.kind](question, text)


def judge(
    questions: Iterable[Question],
    written: Mapping[str, str],
    *,
    may_be_blank: Collection[str] = frozenset(),
) -> Judged:
    """Each question's answer, or why not. What `written` does not name at all has its default.

    `may_be_blank`: keys that are not insisted on although the field is required.
    """
    answers: Kept = []
    problems: dict[str, Text] = {}
    for question in questions:
        said = written.get(question.key)
        try:
            value = question.default if said is None else read_answer(question, said)
        except AnswerProblem as problem:
            problems[question.key] = problem.reason
            continue
        if value:
            answers.append(answer_of(question, value))
        elif question.is_required and question.key not in may_be_blank:
            problems[question.key] = _("Fill this in.")
    return Judged(answers, problems)


def answer_of(question: Question, value: str) -> dict[str, Any]:
    """What stands with an order: the answer, and what it was asked as."""
    labels = {language: label for language, label in question.labels.items() if label}
    return {"key": question.key, "kind": question.kind, "labels": labels, "value": value}


def as_written(kept: Kept) -> dict[str, str]:
    """Kept answers by key, to stand in a form again."""
    return {each["key"]: to_edit(each["kind"], each["value"]) for each in kept}


def to_edit(kind: str, value: str) -> str:
    """As `read_answer` reads it back: 1.234 would be either of two numbers, 1.2340 is one."""
    whole, point, decimals = value.partition(".")
    if kind != NUMBER or not point:
        return value
    written = f"{whole}.{decimals}0" if len(decimals) == 3 else value
    return written if get_language() == _SOURCE else written.replace(".", ",")


def tell(kept: Kept) -> Sequence[Told]:
    """The answers in the reader's language, in the order they were asked."""
    return [
        Told(each["key"], in_language(each["labels"]), in_words(each["kind"], each["value"]))
        for each in kept
    ]


def in_one_line(kept: Kept) -> str:
    """'Project: P-12; Wanted by: 8 December 2026', for a cell of a spreadsheet."""
    return "; ".join(f"{each.label}: {each.value}" for each in tell(kept))


def in_words(kind: str, value: str) -> str:
    """'8 December 2026' and '1 234,5' in the reader's language; words as they are."""
    if kind == DATE:
        return str(date_format(date.fromisoformat(value), "j F Y"))
    if kind == NUMBER:
        return str(number_format(Decimal(value), use_l10n=True, force_grouping=True))
    return value


def differences(before: Kept, after: Kept) -> list[dict[str, Any]]:
    """What a change did to answers, for an order's history: each label with old and new value."""
    old = {each["key"]: each for each in before}
    new = {each["key"]: each for each in after}
    return [
        {
            "labels": new.get(key, old.get(key, {}))["labels"],
            "kind": new.get(key, old.get(key, {}))["kind"],
            "values": [old.get(key, {}).get("value", ""), new.get(key, {}).get("value", "")],
        }
        for key in dict.fromkeys([*old, *new])
        if old.get(key, {}).get("value") != new.get(key, {}).get("value")
    ]


def mended(
    before: Kept, questions: Sequence[Question], written: Written, *, insists: bool = False
) -> Judged:
    """Answers as somebody changes them afterwards: what is not named in `written` stays.

    So does what a question was called then, while its answer is the same. A required field that
    had no answer, because it was not required then, need not have one now, unless one `insists`.
    """
    old = {each["key"]: each for each in before}
    asked = [question for question in questions if question.key in written]
    blank = {question.key for question in asked if question.key not in old and not insists}
    judged = judge(asked, written, may_be_blank=blank)
    new = {each["key"]: each for each in judged.answers}
    for key, each in new.items():
        if key in old and old[key]["value"] == each["value"]:
            new[key] = old[key]
    touched = {question.key for question in asked}
    kept = [new.pop(key, None) if key in touched else each for key, each in old.items()]
    return Judged([*(each for each in kept if each is not None), *new.values()], judged.problems)


def _text(question: Question, text: str) -> str:
    most = min(question.max_length or LONGEST_ANSWER, LONGEST_ANSWER)
    if len(text) > most:
        template = _("At most %(most)s characters. These are %(count)s.")
        raise AnswerProblem(say(template, most=most, count=len(text)))
    return text


def _choice(question: Question, text: str) -> str:
    found = next((each for each in question.choices if each.casefold() == text.casefold()), None)
    if found is None:
        raise AnswerProblem(_("Choose one of the choices."))
    return found


def _date(question: Question, text: str) -> str:
    try:
        value = day(text)
    except ValueProblem as problem:
        raise AnswerProblem(_with_example(problem)) from None
    if question.minimum and value < (first := date.fromisoformat(question.minimum)):
        raise AnswerProblem(say(_("Not before %(day)s."), day=first))
    if question.maximum and value > (last := date.fromisoformat(question.maximum)):
        raise AnswerProblem(say(_("Not after %(day)s."), day=last))
    return value.isoformat()


def _with_example(problem: ValueProblem) -> Text:
    return say(_("%(problem)s Write year, month, day: 2026-12-08."), problem=str(problem))


def _number(question: Question, text: str) -> str:
    try:
        value = decimal(text)
    except ValueProblem as problem:
        raise AnswerProblem(str(problem)) from None
    plain = _plain(value)
    if abs(value) >= Decimal(10) ** _DIGITS or len(plain.partition(".")[2]) > _DECIMALS:
        raise AnswerProblem(_("The number is too long."))
    if question.minimum and value < Decimal(question.minimum):
        raise AnswerProblem(say(_("At least %(number)s."), number=_shown(question.minimum)))
    if question.maximum and value > Decimal(question.maximum):
        raise AnswerProblem(say(_("At most %(number)s."), number=_shown(question.maximum)))
    return plain


def _plain(value: Decimal) -> str:
    """Without an exponent, needless zeros or a minus before nothing."""
    written = f"{value:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    written = written.lstrip("+")
    return "0" if written in {"-0", ""} else written


def _shown(value: str) -> str:
    return in_words(NUMBER, value)


_READERS = {TEXT: _text, CHOICE: _choice, DATE: _date, NUMBER: _number}
