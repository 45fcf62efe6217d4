"""Orders that have waited too long: the approver is reminded, then the order is passed on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from approvals.services.requests import locked_request, note_reminder, pass_over
from core.audit import use_case
from customers.actors import SYSTEM, Actor
from customers.selectors.shop import shop_settings
from orders.models import Order
from orders.notices import tell_passed_on, tell_reminded
from orders.services.deciding import move
from orders.services.ledger import record_event
from orders.services.locks import lock_order
from orders.states import OrderEventKind, OrderStatus

DAYS_ALONE = 3  # before a reminder where the customer stands alone and no group says otherwise
_GROUP = "customer__main_group__"


def remind_and_pass_on(*, actor: Actor = SYSTEM, now: datetime | None = None) -> tuple[int, int]:
    """Every order whose days are out; how many were passed on, and reminded of.

    Each order in a transaction of its own. While the orderer has a question to answer it is the
    orderer who is reminded, and nothing is passed on.
    """
    moment = now or timezone.now()
    passed = [
        pass_on_order(actor=actor, order_id=pk, now=moment) for pk in _ids(_to_pass_on(moment))
    ]
    reminded = [remind_of(actor=actor, order_id=pk, now=moment) for pk in _ids(_to_remind(moment))]
    return sum(passed), sum(reminded)


@use_case("order.pass_on")
def pass_on_order(*, actor: Actor, order_id: int, now: datetime) -> bool:
    """One order to the next above whoever has it. False when there is nobody else."""
    order = lock_order(order_id)
    if order.approval_id is None or not _due(_to_pass_on(now), order):
        return False
    request = locked_request(order.approval_id)
    old_step = request.step
    if not pass_over(request, currency=order.currency):
        return False
    order.approval = request
    move(order, OrderEventKind.PASSED_ON)
    details = {"from": old_step.user.full_name if old_step else ""}
    record_event(order=order, kind=OrderEventKind.PASSED_ON, actor=actor, details=details)
    tell_passed_on(order=order, shop=shop_settings(), old_step=old_step)
    return True


@use_case("order.remind")
def remind_of(*, actor: Actor, order_id: int, now: datetime) -> bool:
    """One reminder to whoever has the order now, in writing nowhere else than the mail."""
    order = lock_order(order_id)
    if order.approval_id is None or not _due(_to_remind(now), order):
        return False
    request = locked_request(order.approval_id)
    order.approval = request
    note_reminder(request, at=now)
    tell_reminded(order=order, shop=shop_settings())
    return True


def _ids(due: QuerySet[Order]) -> Sequence[int]:
    return list(due.order_by("id").values_list("pk", flat=True))


def _due(due: QuerySet[Order], order: Order) -> bool:
    """Whether it is still so under the lock. Asks of this one order, however many are due."""
    return due.filter(pk=order.pk).exists()


def _to_pass_on(now: datetime) -> QuerySet[Order]:
    """Waiting orders whose step has had them longer than the organisation allows."""
    return _waiting().filter(
        approval__asked_at__isnull=True,
        customer__main_group__kind="organisation",
        customer__main_group__escalate_after_days__isnull=False,
        approval__step_since__lte=_days_before(now, f"{_GROUP}escalate_after_days"),
    )


def _to_remind(now: datetime) -> QuerySet[Order]:
    """Waiting orders nobody has been reminded of for as many days as the rule says."""
    since = Coalesce("approval__reminded_at", "approval__asked_at", "approval__step_since")
    waiting = _waiting().annotate(heard_of=since)
    ruled = Q(
        customer__main_group__kind="organisation",
        customer__main_group__remind_after_days__isnull=False,
        heard_of__lte=_days_before(now, f"{_GROUP}remind_after_days"),
    )
    alone = ~Q(customer__main_group__kind="organisation") & Q(
        heard_of__lte=now - timedelta(days=DAYS_ALONE)
    )
    return waiting.filter(ruled | alone)


def _waiting() -> QuerySet[Order]:
    return Order.objects.filter(
        status=OrderStatus.AWAITING_APPROVAL,
        approval__state="waiting",
        approval__step__isnull=False,
    )


def _days_before(now: datetime, days: str) -> Combinable:
    """`now` less as many days as the column `days` says."""
    return ExpressionWrapper(now - F(days) * timedelta(days=1), output_field=DateTimeField())
