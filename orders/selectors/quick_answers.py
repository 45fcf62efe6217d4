"""What the lines of a quick order say in extra fields, and why an answer cannot be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from core.exchange.values import fold
from core.reasons import say
from customers.actors import Actor
from customers.extra_fields import AnswerProblem, Question, read_answer
from customers.selectors.extra_fields import Questions, extra_fields_of
from orders.judged import JudgedLine, LineState
from orders.pasting import AskedLine, Labels


def labels_asked(questions: Questions) -> Labels:
    """The lines' extra fields by what a heading may call them, in any of their languages."""
    return {
        fold(label): question.key
        for question in reversed(questions.line)
        for label in question.labels.values()
        if label
    }


def with_answers(
    actor: Actor, asked: Sequence[AskedLine], lines: Sequence[JudgedLine]
) -> Sequence[JudgedLine]:
    """What cannot be an answer is told at its line. One query, none when nobody answers."""
    if not any(line.extra for line in asked):
        return lines
    questions = {each.key: each for each in extra_fields_of(actor.customer).line}
    return [
        _line_with(line, [asked[place] for place in line.sources], questions)
        if line.state == LineState.GOOD
        else line
        for line in lines
    ]


def _line_with(
    line: JudgedLine, sources: Sequence[AskedLine], questions: Mapping[str, Question]
) -> JudgedLine:
    """Lines of one item that answer differently are not one line: somebody has to say which."""
    for key, question in questions.items():
        said = {written for source in sources for each, written in source.extra if each == key}
        if len(said) > 1:
            template = _("%(field)s: these lines of one item answer differently. Write one answer.")
            return replace(line, state=LineState.ANSWER, reason=say(template, field=question.label))
        for written in said:
            try:
                read_answer(question, written)
            except AnswerProblem as problem:
                reason = say(
                    _("%(field)s: %(reason)s"), field=question.label, reason=problem.reason
                )
                return replace(line, state=LineState.ANSWER, reason=reason)
    together = {key: text for source in reversed(sources) for key, text in source.extra}
    return replace(line, asked=replace(line.asked, extra=tuple(together.items())))
