"""What the wholesale sign-up asks and offers: said by the shop's administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, Text, say
from customers.access import Perm
from customers.actors import Actor
from customers.errors import require
from customers.extra_field_rules import DetailsWrong, ExtraFieldDetails, new_key, settled
from customers.models import PricingTier
from customers.policies import NO_RIGHT
from marketing.errors import MarketingRefused
from marketing.models import Asked, WholesaleProgramme, WholesaleQuestion
from marketing.wholesale_rules import CHOICES, MOST_QUESTIONS

WORDS = (
    *("intro", "intro_sv", "intro_nb"),
    *("next_steps", "next_steps_sv", "next_steps_nb"),
)
_NOT_KEPT = {"place", "is_active"}


class QuestionRefused(MarketingRefused):
    """What is wrong with the question, by the form's fields."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        self.problems = problems
        name, reason = next(iter(problems.items()))
        super().__init__(Refused(reason, name))


@use_case("wholesale.save")
def save_programme(
    *,
    actor: Actor,
    tiers: Sequence[PricingTier],
    helps_to_choose: bool,
    words: Mapping[str, str],
    asked: Mapping[str, Asked],
) -> WholesaleProgramme:
    """The row as given; `words` by WORDS and `asked` by CHOICES, all of them."""
    _require_settings(actor)
    WholesaleProgramme.objects.get_or_create(pk=1)
    programme: WholesaleProgramme = WholesaleProgramme.objects.select_for_update().get(pk=1)
    programme.helps_to_choose = helps_to_choose
    for name in WORDS:
        setattr(programme, name, words[name].strip())
    for name in CHOICES:
        setattr(programme, name, asked[name].value)
    programme.save()
    programme.tiers.set(tiers)
    return programme


@use_case("wholesale-question.save")
def save_question(
    *, actor: Actor, details: ExtraFieldDetails, question: WholesaleQuestion | None = None
) -> WholesaleQuestion:
    """A new one at the end, or `question` changed; applications keep what they were asked.

    Raises QuestionRefused, and MarketingRefused when there are ten, or it has been removed.
    """
    _lock(actor)
    try:
        found = settled(details)
    except DetailsWrong as wrong:
        raise QuestionRefused(wrong.problems) from wrong
    kept = _new(found.label) if question is None else _held(question)
    for name, value in asdict(found).items():
        if name not in _NOT_KEPT:
            setattr(kept, name, list(value) if name == "choices" else value)
    kept.save()
    return kept


@use_case("wholesale-question.move")
def move_question(*, actor: Actor, question: WholesaleQuestion) -> None:
    """One place up; the first stays."""
    _lock(actor)
    rows = list(WholesaleQuestion.objects.all())
    at = next((place for place, row in enumerate(rows) if row.pk == question.pk), 0)
    if at > 0:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for place, row in enumerate(rows, start=1):
        if row.position != place:
            row.position = place
            row.save(update_fields=["position"])


@use_case("wholesale-question.remove")
def remove_question(*, actor: Actor, question: WholesaleQuestion) -> None:
    """Nobody is asked it any more; applications keep their answers."""
    _lock(actor)
    _held(question).delete()


def _lock(actor: Actor) -> None:
    """Whoever changes the questions at the same time waits."""
    _require_settings(actor)
    WholesaleProgramme.objects.get_or_create(pk=1)
    WholesaleProgramme.objects.select_for_update().get(pk=1)


def _require_settings(actor: Actor) -> None:
    if not actor.has(Perm.STAFF_SETTINGS):
        require(NO_RIGHT)


def _new(label: str) -> WholesaleQuestion:
    if WholesaleQuestion.objects.count() >= MOST_QUESTIONS:
        words = say(_("At most %(most)s questions of your own."), most=MOST_QUESTIONS)
        raise MarketingRefused(Refused(words, "many"))
    told = WholesaleQuestion.objects.aggregate(place=Max("position"), pk=Max("pk"))
    return WholesaleQuestion(
        key=new_key(label, (told["pk"] or 0) + 1), position=(told["place"] or 0) + 1
    )


def _held(question: WholesaleQuestion) -> WholesaleQuestion:
    found: WholesaleQuestion | None = WholesaleQuestion.objects.filter(pk=question.pk).first()
    if found is None:
        raise MarketingRefused(Refused(_("This question has been removed."), "gone"))
    return found
