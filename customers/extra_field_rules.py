"""What a good extra field is: checked before it is saved, each problem at its field. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.reasons import Text, say
from customers.extra_fields import (
    CHOICE,
    DATE,
    LONGEST_ANSWER,
    LONGEST_CHOICE,
    MOST_CHOICES,
    NUMBER,
    TEXT,
    AnswerProblem,
    Question,
    read_answer,
    tidy,
)

LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class ExtraFieldDetails:
    """A field as somebody wants it. `minimum`, `maximum` and `default` as typed."""

    place: str
    kind: str
    label: str
    label_sv: str = ""
    label_nb: str = ""
    help: str = ""
    help_sv: str = ""
    help_nb: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False
    max_length: int | None = None
    minimum: str = ""
    maximum: str = ""
    default: str = ""
    is_active: bool = True


class DetailsWrong(ValueError):
    """Something does not fit together; `problems` by field."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def settled(details: ExtraFieldDetails) -> ExtraFieldDetails:
    """As it is kept: what its kind has no use for is dropped. Raises DetailsWrong."""
    texts: dict[str, Any] = {name: tidy(getattr(details, name)) for name in _TEXTS}
    problems: dict[str, Text] = {}
    if not texts["label"]:
        problems["label"] = _("Write what the field is called.")
    choices = _choices(details, problems)
    has_ends = details.kind in {DATE, NUMBER}
    found = replace(
        details,
        **texts,
        choices=choices,
        max_length=details.max_length if details.kind == TEXT else None,
        minimum=_end(details, "minimum", problems) if has_ends else "",
        maximum=_end(details, "maximum", problems) if has_ends else "",
    )
    if found.max_length is not None and not 1 <= found.max_length <= LONGEST_ANSWER:
        problems["max_length"] = say(_("From 1 to %(most)s."), most=LONGEST_ANSWER)
    if not problems and not _in_order(found):
        problems["maximum"] = _("The highest is below the lowest.")
    if not problems:
        found = _with_default(found, problems)
    if problems:
        raise DetailsWrong(problems)
    return found


def lines_of(written: str) -> tuple[str, ...]:
    """Choices as typed, one a line, each once."""
    seen: dict[str, str] = {}
    for line in written.splitlines():
        if choice := tidy(line):
            seen.setdefault(choice.casefold(), choice)
    return tuple(seen.values())


def new_key(label: str, number: int) -> str:
    """What the field is called for good: 'project-12'. `number` is one that no other has."""
    slug = slugify(label).replace("_", "-").strip("-")[:LONGEST_KEY].strip("-")
    return f"{slug if slug[:1].isalpha() else 'field'}-{number}"


_TEXTS = ("label", "label_sv", "label_nb", "help", "help_sv", "help_nb")


def _choices(details: ExtraFieldDetails, problems: dict[str, Text]) -> tuple[str, ...]:
    if details.kind != CHOICE:
        return ()
    choices = lines_of("\n".join(details.choices))
    if not choices:
        problems["choices"] = _("Write at least one choice.")
    elif len(choices) > MOST_CHOICES:
        problems["choices"] = say(_("At most %(most)s choices."), most=MOST_CHOICES)
    elif any(len(choice) > LONGEST_CHOICE for choice in choices):
        problems["choices"] = say(_("At most %(most)s characters each."), most=LONGEST_CHOICE)
    return choices


def _end(details: ExtraFieldDetails, name: str, problems: dict[str, Text]) -> str:
    try:
        return read_answer(_bare(details), getattr(details, name))
    except AnswerProblem as problem:
        problems[name] = problem.reason
        return ""


def _in_order(details: ExtraFieldDetails) -> bool:
    if not details.minimum or not details.maximum:
        return True
    try:
        read_answer(replace(_bare(details), maximum=details.maximum), _typed(details))
    except AnswerProblem:
        return False
    return True


def _typed(details: ExtraFieldDetails) -> str:
    """The lowest as it can be read: 1.234 is written 1.2340."""
    return f"{details.minimum}0" if "." in details.minimum else details.minimum


def _with_default(details: ExtraFieldDetails, problems: dict[str, Text]) -> ExtraFieldDetails:
    question = replace(
        _bare(details),
        choices=details.choices,
        max_length=details.max_length,
        minimum=details.minimum,
        maximum=details.maximum,
    )
    try:
        return replace(details, default=read_answer(question, details.default))
    except AnswerProblem as problem:
        problems["default"] = problem.reason
        return details


def _bare(details: ExtraFieldDetails) -> Question:
    return Question(key="", place=details.place, kind=details.kind, labels={})


def most_at_once(counts: Sequence[tuple[int | None, int | None, int | None, int]]) -> int:
    """The most fields that hold for any one customer.

    `counts` are (group, customer, that customer's main group, how many) of all fields in use.
    """
    of_shop = sum(n for group, customer, _main, n in counts if group is None and customer is None)
    of_group: dict[int | None, int] = {
        group: n for group, _customer, _main, n in counts if group is not None
    }
    own = [
        n + of_group.get(main, 0) for _group, customer, main, n in counts if customer is not None
    ]
    return of_shop + max([0, *of_group.values(), *own])
