"""What an order must answer: the extra fields of its customer, once and for each line.

`check_answers` decides at every way to an order; `orders/services/placing.py` asks it under its
lock. Whose the questions are: the customer's that the order is for, whoever places it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.reasons import Reasons, Refused, Text, say
from customers.extra_fields import (
    LONGEST_ANSWER,
    Kept,
    Question,
    Written,
    differences,
    field_name,
    judge,
    mended,
    tidy,
)
from customers.selectors.extra_fields import Questions
from orders.errors import OrderRefused
from orders.models import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be asked about: its variant, what it is called, and what was typed for it."""

    variant_id: int
    name: str
    written: Written


@dataclass(frozen=True, slots=True)
class Changed:
    """Answers as somebody wants them otherwise, as typed: of the order, and by order line id."""

    order: Written = field(default_factory=dict)
    lines: Mapping[int, Written] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What an order keeps, for itself and by variant. `problems` by the field's name in a form."""

    order: Kept = field(default_factory=list)
    lines: Mapping[int, Kept] = field(default_factory=dict)
    problems: Mapping[str, Text] = field(default_factory=dict)
    refusals: tuple[Refused, ...] = ()


class AnswersRefused(OrderRefused):
    """Extra fields stop it: `problems` by their names in the form. `others` hinder it too."""

    def __init__(self, others: Reasons, answers: Answers) -> None:
        super().__init__(others.and_also(*answers.refusals))
        self.others = others
        self.problems = answers.problems


def check_answers(questions: Questions, written: Written, lines: Collection[Line]) -> Answers:
    """Every answer as the order will keep it, and every reason why it cannot be placed so."""
    if not questions:
        return Answers()
    problems: dict[str, Text] = {}
    refusals: list[Refused] = []
    whole = judge(questions.order, written)
    for key, reason in whole.problems.items():
        problems[field_name(key)] = reason
        refusals.append(_refused(_label(questions.order, key), reason))
    kept: dict[int, Kept] = {}
    for line in lines:
        judged = judge(questions.line, line.written)
        kept[line.variant_id] = judged.answers
        for key, reason in judged.problems.items():
            problems[field_name(key, line.variant_id)] = reason
            label = f"{line.name}, {_label(questions.line, key)}"
            refusals.append(_refused(label, reason))
    return Answers(whole.answers, kept, problems, tuple(refusals))


def require_answers(answers: Answers, others: Reasons) -> None:
    """Raises AnswersRefused with every reason, `others` that hinder the order first."""
    if answers.refusals:
        raise AnswersRefused(others, answers)


def mend_answers(
    order: Order, lines: Mapping[int, OrderLine], questions: Questions, changed: Changed
) -> list[dict[str, Any]]:
    """Sets what an approver changed on the order and on its lines, by their id, and saves the
    lines. Returns what is different, for the history. Raises AnswersRefused."""
    whole = mended(order.extra, questions.order, changed.order)
    problems = {field_name(key): reason for key, reason in whole.problems.items()}
    told = differences(order.extra, whole.answers)
    order.extra = whole.answers
    for pk, written in changed.lines.items():
        if (line := lines.get(pk)) is None:
            continue
        found = mended(line.extra, questions.line, written, insists=line.is_added)
        problems |= {field_name(key, pk): reason for key, reason in found.problems.items()}
        told += [each | {"of": line.name} for each in differences(line.extra, found.answers)]
        if found.answers != line.extra:
            line.extra = found.answers
            line.save(update_fields=["extra"])
    if problems:
        refusals = tuple(Refused(reason, "extra-field") for reason in problems.values())
        raise AnswersRefused(Reasons(), Answers(problems=problems, refusals=refusals))
    return told


def require_added_answered(lines: Iterable[OrderLine], questions: Questions) -> None:
    """What an approver added is asked what any line is, before anybody says yes to it.

    Raises AnswersRefused.
    """
    problems: dict[str, Text] = {}
    refusals: list[Refused] = []
    for line in lines:
        answered = {each["key"] for each in line.extra}
        for question in questions.line:
            if line.is_added and question.is_required and question.key not in answered:
                reason = _("Fill this in: press Change.")
                problems[field_name(question.key, line.pk)] = reason
                refusals.append(_refused(f"{line.name}, {question.label}", reason))
    require_answers(Answers(problems=problems, refusals=tuple(refusals)), Reasons())


def to_keep(written: Written, questions: Collection[Question]) -> dict[str, str]:
    """What a cart keeps of what was typed: answers to its own questions, right or not yet.

    One character more than can be answered is kept, so that it is not taken for the whole.
    """
    keys = {question.key for question in questions}
    return {key: tidy(text)[: LONGEST_ANSWER + 1] for key, text in written.items() if key in keys}


def answered_keys(answers: Answers) -> set[str]:
    return {each["key"] for kept in (answers.order, *answers.lines.values()) for each in kept}


def _label(questions: Collection[Question], key: str) -> str:
    return next(question.label for question in questions if question.key == key)


def _refused(label: str, reason: Text) -> Refused:
    return Refused(say(_("%(field)s: %(reason)s"), field=label, reason=reason), "extra-field")
