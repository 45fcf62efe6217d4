"""Who is told what about an order, by mail: each event once to each person concerned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from approvals.selectors.absences import away_today
from core import mail
from core.mail import absolute_url
from core.models import OutgoingEmail
from customers.actors import Actor
from customers.looks import PrintedLook
from customers.models import Membership, ShopSettings, User
from customers.selectors.profiles import look_of
from orders.guest_links import link_for
from orders.models import Order, OrderEvent
from orders.order_facts import order_facts
from orders.presenting import changed_lines, changed_texts
from orders.states import OrderEventKind, OrderStatus


def tell_placed(*, order: Order, shop: ShopSettings) -> None:
    """The orderer has it in writing; the first approver, or the shop, is asked to act (A-45)."""
    waits = order.status == OrderStatus.AWAITING_APPROVAL
    mails = []
    people = [order.orderer]
    if order.placed_by_id != order.orderer_id and not order.placed_by.is_staff:
        people.append(order.placed_by)
    for person in people:
        template = "orders/sent_for_approval" if waits else "orders/confirmed"
        own = person.pk == order.orderer_id
        more = {} if own else {"link": absolute_url(f"/my/orders/{order.number}/")}
        more |= _to_guest(order, shop)
        mails.append(_letter(order, shop, person, template, key="placed", more=more))
    if waits:
        ask_approver(order, shop)
    elif shop.order_email:
        mails.append(_shops_letter(order, shop, "orders/new_order"))
    mail.enqueue_all(mails)


def _to_guest(order: Order, shop: ShopSettings) -> dict[str, str]:
    """A guest's way to the order: by this link, which shows that the mailbox is theirs.

    Who has no password is offered one, unless the shop's checkout knows of no accounts (U-23).
    Nothing for an order of a member; the membership is loaded.
    """
    seat = order.membership
    if seat is None or not seat.waits_for_address:
        return {}
    if order.orderer.has_usable_password():
        offer = "log-in"
    else:
        offer = "password" if shop.offers_accounts else ""
    return {"guest_offer": offer, "link": link_for(seat) if offer else ""}


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
        ask_approver(order, shop)
    if order.status == OrderStatus.UNPROCESSED:
        _tell_shop(order, shop)


def tell_handled(
    *,
    order: Order,
    shop: ShopSettings,
    kind: OrderEventKind,
    actor: Actor,
    comment: str,
    key: str = "",
    more: dict[str, Any] | None = None,
) -> None:
    """The orderer hears what staff did or that it was taken back; the shop of a cancellation.

    So does a colleague who had placed it for them, unless they did it themselves just now. `key`
    tells apart what can happen more than once.
    """
    more = {"comment": comment.strip(), "kind": kind.value, "done_by": actor.user, **(more or {})}
    own = more | _to_guest(order, shop)
    _tell(order, shop, order.orderer, "orders/handled", key=key or kind.value, more=own)
    placer, doer = order.placed_by, actor.real_user
    if placer.pk not in {order.orderer_id, doer.pk if doer else None} and not placer.is_staff:
        more["link"] = absolute_url(f"/my/orders/{order.number}/")
        _tell(order, shop, placer, "orders/handled", key=key or kind.value, more=more)
    if kind == OrderEventKind.CANCELLED and actor.user_id == order.orderer_id:
        _tell_shop(order, shop, template="orders/cancelled_by_customer")


def tell_needless(
    *, order: Order, shop: ShopSettings, actor: Actor, asked: Membership, comment: str
) -> None:
    """Whoever was asked need not answer: the order was taken back while it waited for them.

    Also their stand-in, if that is who has it today; not whoever took it back. Without a link: an
    order that nobody asks one about any more is not one's to open.
    """
    has_it = _asked(order, asked.pk).membership
    for membership in {asked.pk: asked, has_it.pk: has_it}.values():
        if actor.real_user is None or membership.user_id != actor.real_user.pk:
            more = {"comment": comment.strip(), "done_by": actor.user}
            _tell(order, shop, membership.user, "orders/needless", key="needless", more=more)


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
    ask_approver(order, shop)
    for administrator in _administrators(order):
        if administrator.pk != order.approval.step_id:
            more["link"] = _order_link(order, administrator.pk)
            _tell(order, shop, administrator.user, "orders/rerouted", key=key, more=more)


def tell_asked(*, order: Order, shop: ShopSettings, actor: Actor, event: OrderEvent) -> None:
    """The orderer has a question to answer."""
    more = {"comment": event.comment, "asked_by": actor.user}
    _tell(order, shop, order.orderer, "orders/question", key=f"asked-{event.pk}", more=more)


def tell_answered(*, order: Order, shop: ShopSettings, event: OrderEvent) -> None:
    """Whoever decides now hears the answer."""
    if order.approval is None or order.approval.step_id is None:
        return
    asked = _asked(order, order.approval.step_id)
    more = asked.context(order) | {"comment": event.comment}
    person = asked.membership.user
    _tell(order, shop, person, "orders/answered", key=f"answered-{event.pk}", more=more)


def tell_reminded(*, order: Order, shop: ShopSettings) -> None:
    """Once more to whoever the order waits for: the approver, or the orderer who was asked."""
    approval = order.approval
    if approval is None or approval.step_id is None or approval.reminded_at is None:
        return
    key = f"reminder-{_step_key(order)}-{approval.reminded_at.timestamp():.0f}"
    if approval.asked_at is not None:
        more: dict[str, Any] = {"since": approval.asked_at}
        _tell(order, shop, order.orderer, "orders/question_reminder", key=key, more=more)
        return
    asked = _asked(order, approval.step_id)
    more = asked.context(order) | {"since": approval.step_since}
    _tell(order, shop, asked.membership.user, "orders/reminder", key=key, more=more)


def tell_passed_on(*, order: Order, shop: ShopSettings, old_step: Membership | None) -> None:
    """The next one is asked; the orderer and whoever had it know where it went."""
    ask_approver(order, shop)
    key = f"passed-on-{_step_key(order)}"
    more: dict[str, Any] = {"old_step": old_step}
    _tell(order, shop, order.orderer, "orders/passed_on", key=key, more=more)
    if old_step is not None and old_step.user_id != order.orderer_id:
        # Whoever was passed over and never answered may not open the order any more.
        more["link"] = _order_link(order, old_step.pk) if old_step.is_group_admin else ""
        _tell(order, shop, old_step.user, "orders/passed_on", key=key, more=more)


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


def ask_approver(order: Order, shop: ShopSettings) -> None:
    """The current step only, or who stands in, with a link to this very order (A-45, A-46)."""
    approval = order.approval
    if approval is None or approval.step_id is None:
        return
    asked = _asked(order, approval.step_id)
    _tell(
        order,
        shop,
        asked.membership.user,
        "orders/to_approve",
        key=f"to-approve-{_step_key(order)}{asked.key}",
        more=asked.context(order) | {"step": asked.membership},
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is written to about a turn, and in place of whom until when."""

    membership: Membership
    absent: Membership | None = None
    until: date | None = None

    @property
    def key(self) -> str:
        return f"-for-{self.membership.pk}" if self.absent else ""

    def context(self, order: Order) -> dict[str, Any]:
        link = f"/my/as/{self.membership.pk}/?next=/my/approvals/{order.number}/"
        return {"link": absolute_url(link), "absent": self.absent, "until": self.until}


def _asked(order: Order, step_id: int) -> _Asked:
    """The step itself, or the one who decides in its place today. Two queries, or three."""
    people = Membership.objects.select_related("user")
    step = people.get(pk=step_id)
    away = away_today([step_id], of=order.customer).get(step_id)
    stand_in = away.stand_in if away else None
    if away is None or stand_in is None:
        return _Asked(step)
    if stand_in.user_id in {order.orderer_id, order.placed_by_id}:
        return _Asked(step)
    return _Asked(people.get(pk=stand_in.membership_id), absent=step, until=away.until)


def _tell_shop(order: Order, shop: ShopSettings, *, template: str = "orders/new_order") -> None:
    """The order mail to staff goes once, when the order is theirs to handle (A-11)."""
    if shop.order_email:
        mail.enqueue_all([_shops_letter(order, shop, template)])


def _shops_letter(order: Order, shop: ShopSettings, template: str) -> OutgoingEmail:
    link = absolute_url(f"/staff/orders/{order.number}/")
    return mail.compose(
        event_key=f"order-{order.number}-{template}",
        template=template,
        context=letter_context(order, shop) | {"link": link, "look": None},  # staff keep the shop's
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
    mail.enqueue_all([_letter(order, shop, person, template, key=key, more=more)])


def _letter(
    order: Order,
    shop: ShopSettings,
    person: User,
    template: str,
    *,
    key: str,
    more: dict[str, Any] | None = None,
) -> OutgoingEmail:
    more = more or {}
    return mail.compose(
        event_key=f"order-{order.number}-{key}",
        template=template,
        context=letter_context(order, shop) | more,
        language=shop.language,
        to=person,
        is_secret=bool(more.get("guest_offer")),
    )


def letter_context(order: Order, shop: ShopSettings) -> dict[str, Any]:
    """What every mail about an order is given. Two queries, that of the field rules, and for the
    first letter that of the look."""
    return {
        "order": order,
        "lines": list(order.lines.all()),
        "vat_rows": list(order.vat_rows.all()),
        "facts": order_facts(order, shop),
        "shop": shop,
        "link": _order_link(order, order.membership_id),
        "look": _printed_look(order) if shop.has_looks else None,
    }


def _printed_look(order: Order) -> PrintedLook | None:
    """The customer's own, asked for once however many letters an order has. One query."""
    kept: dict[str, PrintedLook | None] = order.__dict__.setdefault("_printed_look", {})
    if "look" not in kept:
        kept["look"] = PrintedLook.of(look_of(order.customer_id, None))
    return kept["look"]


def _order_link(order: Order, membership_id: int | None) -> str:
    """The order as one of the reader's own memberships; that of another would be 404."""
    page = f"/my/orders/{order.number}/"
    return absolute_url(f"/my/as/{membership_id}/?next={page}" if membership_id else page)
