"""What a mail is shown with before it is published: the newest real order or person, if any."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.email_kinds import ORDER, PERSON, EmailKind
from core.email_templates import TEST_PREFIX
from core.models import OutgoingEmail
from core.reasons import Text, say
from customers.actors import Actor
from customers.models import ShopSettings, User
from orders.models import Order
from orders.notices import letter_context
from orders.states import OrderStatus

LOOKED_THROUGH = 300  # of the newest mails, for one of the kind
_TO_APPROVER = {"orders/to_approve", "orders/reminder", "orders/answered"}


@dataclass(frozen=True, slots=True)
class MailExample:
    """What is filled in, and where it is from."""

    context: Mapping[str, Any]
    told: Text


def mail_example(*, actor: Actor, kind: EmailKind, shop: ShopSettings) -> MailExample:
    """Links that open an account are always made up, and so is what only the moment knows."""
    made_up = {**kind.sample(), "shop": shop}
    if kind.about == ORDER:
        order = _newest_order(actor, kind)
        if order is not None:
            told = say(_("Filled in with order %(number)s."), number=order.number)
            return MailExample(_of_order(made_up, order, kind, shop), told)
    if kind.about == PERSON:
        person = _newest_reader(kind)
        if person is not None:
            told = say(_("Filled in with %(name)s. The links open nothing."), name=person.full_name)
            return MailExample({**made_up, "to": person}, told)
    return MailExample(made_up, _("Filled in with an example: there is no real one to show."))


def _newest_order(actor: Actor, kind: EmailKind) -> Order | None:
    """One query; the newest of all, or of those that wait for somebody."""
    orders = Order.objects.visible_to(actor).select_related(
        "orderer", "placed_by", "approval__step__user", "replaces"
    )
    if kind.template in _TO_APPROVER or "next_approver" in kind.keys:
        orders = orders.filter(status=OrderStatus.AWAITING_APPROVAL, approval__step__isnull=False)
    found: Order | None = orders.order_by("-placed_at", "-id").first()
    return found


def _of_order(
    made_up: Mapping[str, Any], order: Order, kind: EmailKind, shop: ShopSettings
) -> Mapping[str, Any]:
    to: User | None = order.orderer
    if kind.template in _TO_APPROVER and order.approval and order.approval.step:
        to = order.approval.step.user
    if made_up["to"] is None:
        to = None
    more: dict[str, Any] = {"to": to}
    if kind.template == "orders/confirmed":
        more["decided_by"] = None  # said only where somebody had to approve
    return {**made_up, **letter_context(order, shop), **more}


def _newest_reader(kind: EmailKind) -> User | None:
    """Who got the newest mail of the kind, if that is not long ago. Two queries."""
    newest = OutgoingEmail.objects.order_by("-created_at", "-id").values_list(
        "template", "to_user", "event_key"
    )
    for template, user_id, key in newest[:LOOKED_THROUGH]:
        if template == kind.template and user_id and not key.startswith(TEST_PREFIX):
            found: User | None = User.objects.filter(pk=user_id, is_active=True).first()
            return found
    return None
