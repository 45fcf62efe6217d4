"""The mails about orders whose words staff may change, with one example for all of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.email_kinds import ORDER, EmailKind, Placeholder
from core.reasons import Text, say
from customers.email_kinds import (
    ABOUT_SHOP,
    EMAIL,
    FULL_NAME,
    OTHER_SAMPLE,
    person,
    sample,
)
from orders.states import OrderStatus

_ORDERS = _("Orders")
_APPROVAL = _("Approval")
_LINES = _("the order lines, totals and what the form's fields said")
_BUTTON = _("the button")
_COMMENT = _("the comment")
_OPEN = _("Open the order")

_FIRST_NAME = Placeholder(
    "first_name", _("First name of the reader"), "{{ to.first_name|default:to.email }}"
)
_READER = (_FIRST_NAME, FULL_NAME, EMAIL)
_NUMBER = Placeholder("order_number", _("The order's number"), "{{ order.number }}")
_ORDER = (
    _NUMBER,
    Placeholder(
        "order_value", _("Order value ex VAT"), "{{ order.value_net|money:order.currency }}"
    ),
    Placeholder("order_total", _("Total inc VAT"), "{{ order.gross|money:order.currency }}"),
    Placeholder("placed_on", _("When it was placed"), '{{ order.placed_at|date:"j F Y" }}'),
    Placeholder("customer", _("The customer"), "{{ order.customer_name }}"),
    Placeholder("orderer", _("Who ordered"), "{{ order.orderer.full_name }}"),
    Placeholder("recipient", _("Who gets the delivery"), "{{ order.delivery_name }}"),
    Placeholder("delivery_method", _("Delivery method"), "{{ order.delivery_method_name }}"),
    Placeholder("reference", _("Your order number"), "{{ order.customer_reference }}"),
)
_NEXT = Placeholder(
    "next_approver", _("Who it waits for"), "{{ order.approval.step.user.full_name }}"
)
_DECIDED = Placeholder("who", _("Who decided"), "{{ decided_by.full_name }}")
_SINCE = Placeholder("since", _("Since when it waits"), '{{ since|date:"j M Y" }}')
_STATUS = Placeholder("status", _("The order's status"), "{{ order.get_status_display }}")


_ORDERER = person("Ellinor", "Cederqvist")


def _order() -> Any:
    step = SimpleNamespace(user=person("Vera", "Dahlqvist"))
    return SimpleNamespace(
        number=7040219,
        version=1,
        status=OrderStatus.SHIPPED.value,
        get_status_display=OrderStatus.SHIPPED.label,
        currency="SEK",
        goods_net=Decimal("4350.00"),
        shipping_net=Decimal("95.00"),
        fees_net=Decimal("0.00"),
        value_net=Decimal("4445.00"),
        vat_total=Decimal("1111.25"),
        gross=Decimal("5556.25"),
        payable=Decimal("5556.25"),
        points_used=0,
        points_name="",
        points_amount=Decimal("0.00"),
        credited_net=Decimal("0.00"),
        credited_gross=Decimal("0.00"),
        customer_name="Norrby kommun",
        orderer=_ORDERER,
        placed_by=_ORDERER,
        placed_at=datetime(2026, 3, 17, 13, 45, tzinfo=UTC),
        delivery_name="Norrby skola",
        delivery_method_name=_("Parcel"),
        payment_method_name=_("Invoice"),
        customer_reference="IN-88213",
        cost_centre="4410",
        goods_marking="",
        invoice_reference="",
        requested_on=None,
        comment="",
        extra=[],
        replaces=None,
        approval=SimpleNamespace(step=step),
    )


def order_sample() -> Mapping[str, Any]:
    """An order that is not, and all that any mail says of one."""
    lines = [
        SimpleNamespace(quantity=quantity, name=name, sku=sku, line_net=net, extra=[], comment="")
        for quantity, name, sku, net in (
            (10, "Kopieringspapper A4", "PAP-80", Decimal("450.00")),
            (2, "Kontorsstol Lyra", "STOL-7", Decimal("3900.00")),
        )
    ]
    return sample(
        order=_order(),
        lines=lines,
        vat_rows=[],
        comment="",
        decided_by=OTHER_SAMPLE,
        done_by=OTHER_SAMPLE,
        asked_by=OTHER_SAMPLE,
        old_step=SimpleNamespace(user=OTHER_SAMPLE),
        changes=[],
        changed_texts=[(_("Cost centre"), "4400", "4410")],
        since=datetime(2026, 3, 12, 9, 0, tzinfo=UTC),
        absent=None,
        until=date(2026, 3, 30),
    )


def _shops() -> Mapping[str, Any]:
    return {**order_sample(), "to": None}


def _kind(
    event: str,
    group: Text,
    label: Text,
    tells: Text,
    *placeholders: Placeholder,
    button: Text = _OPEN,
    has_button: bool = True,
    fixed: tuple[Text, ...] = (),
    to_shop: bool = False,
) -> EmailKind:
    reader = () if to_shop else _READER
    return EmailKind(
        template=f"orders/{event}",
        group=group,
        label=label,
        tells=tells,
        placeholders=(*reader, *_ORDER, *placeholders, *ABOUT_SHOP),
        sample=_shops if to_shop else order_sample,
        about=ORDER,
        button=button if has_button else "",
        fixed=(*fixed, _COMMENT, _LINES, *((_BUTTON,) if has_button else ())),
    )


KINDS = (
    _kind(
        "confirmed",
        _ORDERS,
        _("Order confirmation"),
        _("The orderer has it in writing that the shop has the order."),
        fixed=(_("who approved it"),),
    ),
    _kind(
        "handled",
        _ORDERS,
        _("New status"),
        _("The orderer hears that the shop has moved the order on, or that it was taken back."),
        _STATUS,
    ),
    _kind(
        "new_order",
        _ORDERS,
        _("New order, to the shop"),
        _("The shop's own address hears that there is an order to handle."),
        to_shop=True,
    ),
    _kind(
        "cancelled_by_customer",
        _ORDERS,
        _("Cancelled order, to the shop"),
        _("The shop's own address hears that the customer has cancelled."),
        to_shop=True,
    ),
    _kind(
        "sent_for_approval",
        _APPROVAL,
        _("Sent for approval"),
        _("The orderer hears who has the order now."),
        _NEXT,
    ),
    _kind(
        "to_approve",
        _APPROVAL,
        _("Asks for approval"),
        _("The approver is asked to decide."),
        button=say(_("Open order %(number)s"), number=_NUMBER.written),
        fixed=(_("whom one stands in for, and which order it replaces"),),
    ),
    _kind(
        "reminder",
        _APPROVAL,
        _("Reminder to the approver"),
        _("The order has waited for days."),
        _SINCE,
        fixed=(_("whom one stands in for"),),
    ),
    _kind(
        "step_approved",
        _APPROVAL,
        _("Approved, goes on"),
        _("The orderer hears of a yes, and who decides next."),
        _DECIDED,
        _NEXT,
    ),
    _kind(
        "changed",
        _APPROVAL,
        _("Changed by the approver"),
        _("The orderer hears what was changed, line by line."),
        _DECIDED,
        fixed=(_("whom it waits for, and what was changed"),),
    ),
    _kind(
        "rejected",
        _APPROVAL,
        _("Rejected"),
        _("The orderer hears of a no, with the reason."),
        _DECIDED,
    ),
    _kind(
        "question",
        _APPROVAL,
        _("Question to the orderer"),
        _("The approver asks before deciding."),
        Placeholder("who", _("Who asks"), "{{ asked_by.full_name }}"),
    ),
    _kind(
        "question_reminder",
        _APPROVAL,
        _("Reminder of a question"),
        _("The orderer has not answered for days."),
        _SINCE,
    ),
    _kind(
        "answered",
        _APPROVAL,
        _("Answer to the approver"),
        _("Whoever decides hears the orderer's answer."),
    ),
    _kind(
        "passed_on",
        _APPROVAL,
        _("Gone on to another approver"),
        _("The order waited longer than the organisation allows."),
        Placeholder("before", _("Who had it before"), "{{ old_step.user.full_name }}"),
        _NEXT,
    ),
    _kind(
        "rerouted",
        _APPROVAL,
        _("Waits for another approver"),
        _("The administrators hear why the order went elsewhere."),
        _NEXT,
    ),
    _kind(
        "needless",
        _APPROVAL,
        _("Need not be answered"),
        _("The order was taken back while it waited for an approver."),
        has_button=False,
        fixed=(_("who took it back"),),
    ),
)
