"""The steps of a price as the thread draws them (LOOK §1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.pricing.steps import PriceStep, StepKind, title_of, why_not


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """One dot on the thread; see templates/components/thread.html."""

    label: str
    outcome: str  # applied, tried or result
    amount: Decimal | None = None
    note: str = ""
    text: str = ""


def why_steps(steps: Iterable[PriceStep], unit_net: Decimal | None) -> list[ThreadStep]:
    """Every step, applied or tried, ending in the price; for a page, or an order as agreed."""
    thread = [_step(step) for step in steps]
    if unit_net is not None:
        note = _("Ex VAT, rounded once.")
        thread.append(ThreadStep(_("Your price for one"), "result", unit_net, note))
    elif not thread or thread[-1].outcome != "result":
        thread.append(ThreadStep(_("No price"), "result", note=_("Ask us for a price.")))
    return thread


def _step(step: PriceStep) -> ThreadStep:
    if step.kind == StepKind.LOG_IN:
        return ThreadStep(title_of(step), "result")
    if step.applied:
        return ThreadStep(title_of(step), "applied", step.amount)
    return ThreadStep(title_of(step), "tried", note=why_not(step), amount=step.amount)
