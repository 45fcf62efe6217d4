"""How an order's lines and history are put for a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import Answer, RequestState
from catalogue.models import Product
from catalogue.pricing.steps import steps_from_json, title_of, why_not
from core.money import format_money
from customers.extra_fields import in_language, in_words
from orders.models import Order, OrderEvent, OrderLine
from orders.states import OrderEventKind
from orders.totals import gross_of


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of the why panel: `outcome` is applied, tried or result."""

    label: str
    note: str
    amount: Decimal | None
    outcome: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """An order line with its price steps in words. Amounts ex VAT unless named gross."""

    line: OrderLine
    product: Product | None
    line_gross: Decimal
    steps: Sequence[ShownStep]


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A line of the history."""

    label: str
    who: str
    at: datetime
    note: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line before and after a change; a quantity of 0 = it was not there, or is no more."""

    name: str
    sku: str
    old_quantity: int
    new_quantity: int
    old_unit: Decimal | None
    new_unit: Decimal | None

    @property
    def has_new_price(self) -> bool:
        return None not in (self.old_unit, self.new_unit) and self.old_unit != self.new_unit


def order_lines(order: Order) -> Sequence[ShownLine]:
    """The order's lines as agreed; `lines__variant__product` is loaded."""
    return [
        ShownLine(
            line=line,
            product=line.variant.product if line.variant else None,
            line_gross=gross_of(line.line_net, line.vat_percent, order.currency),
            steps=shown_steps(line.price_steps),
        )
        for line in order.lines.all()
    ]


def shown_steps(stored: list[dict[str, Any]]) -> Sequence[ShownStep]:
    """Stored price steps in the reader's language; the last that applied is the answer."""
    steps = steps_from_json(stored)
    applied = [index for index, step in enumerate(steps) if step.applied]
    return [
        ShownStep(
            label=title_of(step),
            note=why_not(step),
            amount=step.amount,
            outcome="tried"
            if not step.applied
            else ("result" if applied and index == applied[-1] else "applied"),
        )
        for index, step in enumerate(steps)
    ]


_OUTCOMES = {
    OrderEventKind.APPROVED: "ok",
    OrderEventKind.STEP_APPROVED: "ok",
    OrderEventKind.REJECTED: "failed",
    OrderEventKind.CANCELLED: "failed",
    OrderEventKind.WITHDRAWN: "failed",
    OrderEventKind.CREDITED: "failed",
}


def order_timeline(order: Order) -> Sequence[ShownEvent]:
    """What happened, oldest first; `events` with `user` and `acted_by` are loaded."""
    return [
        ShownEvent(
            label=event.get_kind_display(),
            who=who_did(event),
            at=event.at,
            note=" ".join(part for part in (_what_changed(order, event), event.comment) if part),
            outcome=_OUTCOMES.get(OrderEventKind(event.kind), "applied"),
        )
        for event in order.events.all()
    ]


def questions_of(order: Order) -> Sequence[ShownEvent]:
    """What an approver asked and the orderer answered, oldest first; loaded as for the timeline."""
    asked, answered = OrderEventKind.ASKED, OrderEventKind.ANSWERED
    return [
        ShownEvent(
            label=event.get_kind_display(),
            who=who_did(event),
            at=event.at,
            note=event.comment,
            outcome="asked" if event.kind == asked else "answered",
        )
        for event in order.events.all()
        if event.kind in {asked, answered}
    ]


def approved_by(order: Order) -> str:
    """Whose yes the order has and whose it waits for, in one cell of a list.

    `approval.step.user` and `approval.decisions` with `user` are loaded.
    """
    approval = order.approval
    if approval is None:
        return _("none needed")
    parts = [
        str(decision.user)
        for decision in approval.decisions.all()
        if decision.answer == Answer.APPROVE
    ]
    if approval.state == RequestState.WAITING:
        if approval.step is None:
            parts.append(_("nobody can decide"))
        else:
            parts.append(_("waits for %(name)s") % {"name": approval.step.user})
    return ", ".join(parts)


def who_did(event: OrderEvent) -> str:
    """'Nora Lindqvist', or 'Sam Öberg for Nora Lindqvist' when somebody acted as her."""
    if event.user is None:
        return _("The shop")
    if event.acted_by is None:
        return str(event.user)
    return _("%(doer)s for %(name)s") % {"doer": event.acted_by, "name": event.user}


def changed_lines(details: Mapping[str, Any]) -> Sequence[ChangedLine]:
    """The lines of a change, from what its event keeps."""
    return [
        ChangedLine(
            name=line["name"],
            sku=line["sku"],
            old_quantity=line["quantity"][0],
            new_quantity=line["quantity"][1],
            old_unit=_decimal(line["unit_net"][0]),
            new_unit=_decimal(line["unit_net"][1]),
        )
        for line in details.get("lines", ())
    ]


def changed_texts(details: Mapping[str, Any]) -> Sequence[tuple[str, str, str]]:
    """The fields of a change: what each is called, before, and after."""
    fields = [
        (str(getattr(Order._meta.get_field(name), "verbose_name", name)), old, new)
        for name, (old, new) in details.get("texts", {}).items()
    ]
    return [*fields, *(_changed_answer(each) for each in details.get("extra", ()))]


def _changed_answer(details: Mapping[str, Any]) -> tuple[str, str, str]:
    """An extra field before and after, of the order or of the line that `of` names."""
    old, new = (in_words(details["kind"], each) if each else "" for each in details["values"])
    label = in_language(details["labels"])
    return f"{details['of']}, {label}" if "of" in details else label, old, new


def _decimal(stored: str | None) -> Decimal | None:
    return None if stored is None else Decimal(stored)


def _what_changed(order: Order, event: OrderEvent) -> str:
    """Old and new of a change, in words."""
    details = event.details
    parts = [_line_in_words(line, order.currency) for line in changed_lines(details)]
    parts += [
        f"{label}: {old or '–'} → {new or '–'}." for label, old, new in changed_texts(details)
    ]
    if values := details.get("value_net"):
        old_value, new_value = (format_money(Decimal(value), order.currency) for value in values)
        if old_value != new_value:
            parts.append(f"{old_value} → {new_value}.")
    if credit := details.get("credit"):
        net, gross = (format_money(Decimal(value), order.currency) for value in credit)
        parts.append(_("%(net)s ex VAT, %(gross)s inc VAT.") % {"net": net, "gross": gross})
        if details.get("credit_points"):
            values = {"points": details["credit_points"], "name": order.points_name}
            parts.append(_("Of it %(points)s %(name)s given back.") % values)
    if details.get("replaces"):
        parts.append(_("Replaces order %(number)s.") % {"number": details["replaces"]})
    if details.get("from"):
        parts.append(_("Before: %(name)s.") % {"name": details["from"]})
    return " ".join(parts)


def _line_in_words(line: ChangedLine, currency: str) -> str:
    words = f"{line.name}: {line.old_quantity} → {line.new_quantity}"
    if line.has_new_price and line.old_unit is not None and line.new_unit is not None:
        old, new = format_money(line.old_unit, currency), format_money(line.new_unit, currency)
        words += f", {old} → {new}"
    return f"{words}."
