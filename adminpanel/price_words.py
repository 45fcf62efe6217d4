"""Why a price is what it is, as the thread draws it for staff (LOOK §1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.pricing.engine import PriceAnswer
from catalogue.pricing.steps import title_of, why_not


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """One dot; see templates/components/thread.html."""

    label: str
    outcome: str  # applied, tried or result
    amount: Decimal | None = None
    note: str = ""
    text: str = ""


def explained(answer: PriceAnswer, quantity: int) -> list[ThreadStep]:
    """Every step, applied or tried, ending in the price of one piece."""
    return [*_steps(answer), _result(answer, quantity)]


def _steps(answer: PriceAnswer) -> Iterator[ThreadStep]:
    for step in answer.steps:
        if step.applied:
            yield ThreadStep(title_of(step), "applied", step.amount)
        else:
            yield ThreadStep(title_of(step), "tried", step.amount, why_not(step))


def _result(answer: PriceAnswer, quantity: int) -> ThreadStep:
    if answer.unit_net is None:
        return ThreadStep(_("No price: the article cannot be bought"), "result")
    label = ngettext("For one", "For one, when %(count)s are bought", quantity)
    return ThreadStep(
        label % {"count": quantity} if quantity > 1 else label,
        "result",
        answer.unit_net,
        _("Ex VAT, rounded once."),
    )
