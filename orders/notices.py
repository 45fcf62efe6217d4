"""Who is told what about an order, by mail: each event once to each person concerned."""

from collections.abc import Iterable
from typing import Any

from core import mail
from core.mail import absolute_url
from customers.actors import Actor
from customers.models import Membership, ShopSettings, User
from orders.models import Order
from orders.presenting import changed_lines, changed_texts
from orders.states import OrderEventKind, OrderStatus


def tell_placed(*, order: Order, shop: ShopSettings) -> None:
    """The orderer has it in writing; the first approver, or the shop, is asked to act (A-45)."""
    waits = order.status == OrderStatus.AWAITING_APPROVAL
    people = [order.orderer]
    if order.placed_by_id != order.orderer_id and not order.placed_by.is_staff:
        people.append(order.placed_by)
    for person in people:
        template = "orders/sent_for_approval" if waits else "orders/confirmed"
        own = person.pk == order.orderer_id
        more = {} if own else {"link": absolute_url(f"/my/orders/{order.number}/")}
        _tell(order, shop, person, template, key="placed", more=more)
    if waits:
        _ask_approver(order, shop)
    else:
        _tell_shop(order, shop)


def tell_decided(
    *,
    order: Order,
    shop: ShopSettings,
    kind: OrderEventKind,
    actor: Actor,
    comment: str,
    details: dict[str, Any] | None = None,
) -> None:
    """The orderer is told of every yes, change and no (A-17, A-47); the next one is asked."""
    template = {
        OrderEventKind.APPROVED: "orders/confirmed",
        OrderEventKind.STEP_APPROVED: "orders/step_approved",
        OrderEventKind.CHANGED: "orders/changed",
        OrderEventKind.REJECTED: "orders/rejected",
    }[kind]
    more = {
        "comment": comment.strip(),
        "decided_by": actor.user,
        "changes": changed_lines(details or {}),
        "changed_texts": changed_texts(details or {}),
    }
    key = f"{kind.value}-{order.version}-{actor.membership.pk if actor.membership else 0}"
    _tell(order, shop, order.orderer, template, key=key, more=more)
    if kind == OrderEventKind.STEP_APPROVED:
        _ask_approver(order, shop)
    if order.status == OrderStatus.UNPROCESSED:
        _tell_shop(order, shop)


def tell_handled(
    *, order: Order, shop: ShopSettings, kind: OrderEventKind, actor: Actor, comment: str
) -> None:
    """The orderer hears what staff did or that it was taken back; the shop of a cancellation."""
    more = {"comment": comment.strip(), "kind": kind.value, "done_by": actor.user}
    _tell(order, shop, order.orderer, "orders/handled", key=kind.value, more=more)
    if kind == OrderEventKind.CANCELLED and actor.user_id == order.orderer_id:
        _tell_shop(order, shop, template="orders/cancelled_by_customer")


def tell_rerouted(
    *, order: Order, shop: ShopSettings, actor: Actor, old_step: Membership | None
) -> None:
    """The new approver is asked; the organisation's administrators hear why (C15)."""
    more: dict[str, Any] = {"old_step": old_step}
    key = f"rerouted-{_step_key(order)}"
    if order.status == OrderStatus.UNPROCESSED:
        _tell(order, shop, order.orderer, "orders/confirmed", key="approved", more=more)
        _tell_shop(order, shop)
        return
    if order.approval is None or order.approval.step_id is None:
        return
    _ask_approver(order, shop)
    for administrator in _administrators(order):
        if administrator.pk != order.approval.step_id:
            more["link"] = _order_link(order, administrator.pk)
            _tell(order, shop, administrator.user, "orders/rerouted", key=key, more=more)


def _administrators(order: Order) -> Iterable[Membership]:
    return (
        Membership.objects.active()
        .in_organisation_of(order.customer)
        .filter(is_group_admin=True)
        .select_related("user")
    )


def _step_key(order: Order) -> str:
    approval = order.approval
    return f"{approval.step_id}-{approval.step_since.timestamp():.6f}" if approval else "none"


def _ask_approver(order: Order, shop: ShopSettings) -> None:
    """The current step only, with a link to this very order (A-45, A-46)."""
    approval = order.approval
    if approval is None or approval.step_id is None:
        return
    step = Membership.objects.select_related("user").get(pk=approval.step_id)
    link = f"/my/as/{step.pk}/?next=/my/approvals/{order.number}/"
    _tell(
        order,
        shop,
        step.user,
        "orders/to_approve",
        key=f"to-approve-{_step_key(order)}",
        more={"link": absolute_url(link), "step": step},
    )


def _tell_shop(order: Order, shop: ShopSettings, *, template: str = "orders/new_order") -> None:
    """The order mail to staff goes once, when the order is theirs to handle (A-11)."""
    if shop.order_email:
        link = absolute_url(f"/staff/orders/{order.number}/")
        mail.enqueue(
            event_key=f"order-{order.number}-{template}",
            template=template,
            context=_context(order, shop) | {"link": link},
            language=shop.language,
            to_address=shop.order_email,
        )


def _tell(
    order: Order,
    shop: ShopSettings,
    person: User,
    template: str,
    *,
    key: str,
    more: dict[str, Any] | None = None,
) -> None:
    mail.enqueue(
        event_key=f"order-{order.number}-{key}",
        template=template,
        context=_context(order, shop) | (more or {}),
        language=shop.language,
        to=person,
    )


def _context(order: Order, shop: ShopSettings) -> dict[str, Any]:
    return {
        "order": order,
        "lines": list(order.lines.all()),
        "vat_rows": list(order.vat_rows.all()),
        "shop": shop,
        "link": _order_link(order, order.membership_id),
    }


def _order_link(order: Order, membership_id: int | None) -> str:
    """The order as one of the reader's own memberships; that of another would be 404."""
    page = f"/my/orders/{order.number}/"
    return absolute_url(f"/my/as/{membership_id}/?next={page}" if membership_id else page)
