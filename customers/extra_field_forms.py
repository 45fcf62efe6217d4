"""Extra fields as a form: beside an order that is placed or changed, and for staff as a preview."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _

from customers.extra_fields import (
    CHOICE,
    DATE,
    LONGEST_ANSWER,
    NUMBER,
    AnswerProblem,
    Question,
    Written,
    field_name,
    read_answer,
    tidy,
    to_edit,
)
from customers.selectors.extra_fields import Questions


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line with what was answered so far, as typed, by key; `pk` names it in the form."""

    pk: int
    name: str
    written: Written = field(default_factory=dict)
    may_be_blank: Collection[str] = frozenset()


class AnswerField(forms.CharField):
    """One question. Its value is what was typed, once it can be read as an answer."""

    def __init__(self, question: Question, *, insists: bool, label: str, initial: str) -> None:
        self.question = question
        super().__init__(
            label=label,
            # Django's own help texts may hold markup, so the form writes them as they are.
            help_text=escape(_help(question)),
            required=insists and question.is_required,
            initial=initial,
            widget=_widget(question),
            error_messages={"required": _("Fill this in.")},
        )

    def clean(self, value: Any) -> str:
        written = tidy(str(super().clean(value) or ""))
        try:
            read_answer(self.question, written)
        except AnswerProblem as problem:
            raise ValidationError(str(problem.reason)) from None
        return written


class ExtraForm(forms.Form):
    """The questions of the order, and of each line."""

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Questions,
        written: Written | None = None,
        lines: Sequence[AskedLine] = (),
        insists: bool = True,
        may_be_blank: Collection[str] = frozenset(),
    ) -> None:
        """`written` is what to begin with. Without `insists`, or in `may_be_blank`, a required
        field may stay blank."""
        super().__init__(data)
        self.questions = questions
        for question in questions.order:
            self._ask(question, None, written or {}, insists and question.key not in may_be_blank)
        for line in lines:
            for question in questions.line:
                self._ask(
                    question,
                    line,
                    line.written,
                    insists and question.key not in line.may_be_blank,
                )

    def _ask(
        self, question: Question, line: AskedLine | None, written: Written, insists: bool
    ) -> None:
        begins = to_edit(question.kind, question.default)
        self.fields[field_name(question.key, line.pk if line else None)] = AnswerField(
            question,
            insists=insists,
            label=f"{question.label} ({line.name})" if line else question.label,
            initial=written.get(question.key, begins),
        )

    @property
    def of_order(self) -> list[forms.BoundField]:
        return [self[field_name(question.key)] for question in self.questions.order]

    def of_line(self, pk: int) -> list[forms.BoundField]:
        names = (field_name(question.key, pk) for question in self.questions.line)
        return [self[name] for name in names if name in self.fields]


def as_sent(lines: Sequence[AskedLine]) -> Mapping[str, str]:
    """What stands on lines, as if it had been sent, so that it is judged."""
    return {
        field_name(key, line.pk): value for line in lines for key, value in line.written.items()
    }


def _widget(question: Question) -> forms.Widget:
    if question.kind == CHOICE:
        return forms.Select(choices=[("", "–"), *((each, each) for each in question.choices)])
    attributes: dict[str, object] = {"autocomplete": "off"}
    if question.kind == NUMBER:
        attributes |= {"inputmode": "decimal", "maxlength": 40}
    elif question.kind == DATE:
        attributes |= {"maxlength": 40}
    else:
        attributes |= {"maxlength": min(question.max_length or LONGEST_ANSWER, LONGEST_ANSWER)}
    return forms.TextInput(attrs=attributes)


def _help(question: Question) -> str:
    """What the question says of itself; a day always says how it is written."""
    if question.kind == DATE:
        return " ".join(part for part in (question.help, _("Year, month, day: 2026-12-08")) if part)
    return question.help
