"""The back office's lists of orders and of mail, as data (core/list_specs.py)."""

from collections.abc import Sequence
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.days import read_day
from core.list_specs import Column, ListSpec
from core.lists import AnyFilter, Asked, DayFilter, Filter, ManyFilter, NamedFilter
from core.mail_log import mails
from core.models import EmailState, OutgoingEmail
from core.tables import Sort
from customers.access import Perm
from customers.actors import Actor
from customers.selectors.choosing import customer_by_number, customers_like
from customers.selectors.staff_cards import customer_numbered
from orders.querysets import OrderQuerySet
from orders.selectors.seen_mail import mails_seen
from orders.selectors.staff import STAFF_SORTS, VIEWS, staff_orders
from orders.states import OrderStatus


def _filters(actor: Actor) -> Sequence[AnyFilter]:
    return (
        ManyFilter("status", _("Status"), OrderStatus.choices),
        NamedFilter(
            "customer",
            _("Customer"),
            partial(customer_by_number, actor),
            partial(customers_like, actor),
        ),
        DayFilter("placed_from", _("Placed from")),
        DayFilter("placed_to", _("Placed to")),
    )


def _found(actor: Actor, asked: Asked) -> OrderQuerySet:
    """A customer that the actor does not see, or that is gone, has no orders."""
    number = asked.get("customer", "")
    customer = customer_numbered(actor, number) if number else None
    view = asked.get("view", "")
    found = staff_orders(
        actor,
        view=view if view in VIEWS else "all",
        text=asked.get("q", ""),
        status=asked.get("status", ""),
        customer=customer,
        placed_from=read_day(asked.get("placed_from", "")),
        placed_to=read_day(asked.get("placed_to", "")),
    )
    return found.none() if number and customer is None else found


def _mails(actor: Actor, asked: Asked) -> QuerySet[OutgoingEmail]:
    return mails_seen(actor, mails(text=asked.get("q", ""), state=asked.get("state", "")))


ORDERS_LIST = ListSpec(
    name="orders",
    label=_("Orders"),
    sorts=STAFF_SORTS,
    columns=(
        Column("number", _("Order"), is_fixed=True),
        Column("status", _("Status"), sort="status"),
        Column("customer", _("Customer")),
        Column("orderer", _("Ordered by")),
        Column("approved", _("Approved by")),
        Column("placed", _("Placed"), sort="placed"),
        Column("deliver", _("Deliver by")),
        Column("lines", _("Lines"), is_number=True),
        Column("value", _("Value ex VAT"), sort="value", is_number=True),
        Column("due", _("Invoice due"), is_on=False),
        Column("reference", _("Reference"), is_on=False),
    ),
    filters=_filters,
    found=_found,
    views=(
        ("process", _("To process")),
        ("waiting", _("Awaiting approval")),
        ("stale", _("Waiting over a week")),
        ("nobody", _("Nobody can decide")),
        ("all", _("All")),
    ),
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
MAILS_LIST = ListSpec(
    name="mails",
    label=_("Mail"),
    sorts={
        "created": Sort.by("created_at", label=_("Written"), descending_first=True),
        "to": Sort.by("to_address", label=_("To")),
    },
    columns=(
        Column("subject", _("Subject"), is_fixed=True),
        Column("to", _("To"), sort="to"),
        Column("state", _("Status")),
        Column("tries", _("Tries"), is_number=True),
        Column("created", _("Written"), sort="created"),
        Column("sent", _("Sent")),
    ),
    filters=lambda _actor: (Filter("state", _("Status"), EmailState.choices),),
    found=_mails,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
