"""The card of a customer group in the back office: its head and its tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.product_card import Tab
from customers.actors import ShopRequest
from customers.models import CustomerGroup
from customers.policies import may_change_customers
from customers.selectors.staff_cards import group_of


def group_context(request: ShopRequest, group_id: int, tab: str) -> dict[str, Any]:
    """What every part of the card shows; or Http404. One query."""
    group = group_of(request.actor, group_id)
    return {
        "group": group,
        "tabs": _tabs(group, tab),
        "may_change": may_change_customers(request.actor),
    }


def _tabs(group: CustomerGroup, current: str) -> list[Tab]:
    parts = [
        ("group-detail", _("Customers")),
        ("group-user-list", _("Users")),
        ("group-agreement-list", _("Prices and assortments")),
        ("group-document-list", _("Documents")),
        ("group-history", _("History")),
    ]
    return [
        Tab(label, reverse(f"staff:{name}", args=[group.pk]), None, name == current)
        for name, label in parts
    ]
