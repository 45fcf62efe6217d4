"""The lists of orders, as they go out: the shop's for staff, an organisation's for its own."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.exports import Asked, Export
from core.list_specs import ordered
from core.mail_sheet import mail_rows, mail_sheet
from core.tables import in_order
from customers.access import Perm
from customers.actors import Actor
from orders.list_specs import MAILS_LIST, ORDERS_LIST
from orders.querysets import OrderQuerySet
from orders.selectors.exports import order_rows
from orders.selectors.orders import ORDER_SORTS, my_orders, organisation_orders
from orders.sheets import order_sheet
from orders.statistics_sheets import statistics_asked, statistics_tables


def organisation_orders_asked(actor: Actor, asked: Asked) -> OrderQuerySet:
    """The administrator's own organisation, as its list of orders shows it."""
    found = organisation_orders(
        actor,
        text=asked.get("q", ""),
        status=asked.get("status", ""),
        customer=asked.get("customer", ""),
        placed_from=_day(asked.get("placed_from", "")),
        placed_to=_day(asked.get("placed_to", "")),
    )
    return in_order(found, sorts=ORDER_SORTS, sort=asked.get("sort", ""))


def my_orders_asked(actor: Actor, asked: Asked) -> OrderQuerySet:
    """The orders that a person may see, as their own list shows them."""
    found = my_orders(
        actor,
        text=asked.get("q", ""),
        status=asked.get("status", ""),
        placed_from=_day(asked.get("placed_from", "")),
        placed_to=_day(asked.get("placed_to", "")),
        only_own=asked.get("whose", "") == "mine",
    )
    return in_order(found, sorts=ORDER_SORTS, sort=asked.get("sort", ""))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


ORDERS = Export(
    name="orders",
    label=_("Orders"),
    sheet=order_sheet,
    found=ordered(ORDERS_LIST),
    rows=order_rows,
    perm=Perm.STAFF_ORDER_VIEW,
)
ORGANISATION_ORDERS = Export(
    name="organisation-orders",
    label=_("Orders of an organisation"),
    sheet=order_sheet,
    found=organisation_orders_asked,
    rows=order_rows,
    perm=Perm.GROUP_ADMINISTER,
)
STATISTICS = Export(
    name="statistics",
    label=_("Statistics of an organisation"),
    sheet=order_sheet,
    found=statistics_asked,
    rows=order_rows,
    perm=Perm.GROUP_ADMINISTER,
    before=statistics_tables,
)
MY_ORDERS = Export(
    name="my-orders",
    label=_("Orders"),
    sheet=order_sheet,
    found=my_orders_asked,
    rows=order_rows,
    perm=Perm.ORDER_VIEW,
)
MAILS = Export(
    name="mails",
    label=_("Mail"),
    sheet=mail_sheet,
    found=ordered(MAILS_LIST),
    rows=mail_rows,
    perm=Perm.STAFF_MAIL_VIEW,
)
