"""The card of a customer group in the back office: its head and its tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.product_card import Tab
from adminpanel.walking import behind, walk_of
from core.access.menu import way_in
from customers.actors import ShopRequest
from customers.models import CustomerGroup
from customers.policies import may_change_customers
from customers.selectors.staff_cards import group_of


def group_context(request: ShopRequest, group_id: int, tab: str) -> dict[str, Any]:
    """What every part of the card shows; or Http404. One query, and those of the walk."""
    group = group_of(request.actor, group_id)
    walk = walk_of(
        request,
        "groups",
        pk=group.pk,
        record_url=lambda row: reverse(f"staff:{tab}", args=[row.pk]),
    )
    return {
        "group": group,
        "tabs": _tabs(request, group, tab, behind(walk)),
        "walk": walk,
        "may_change": may_change_customers(request.actor),
    }


def _tabs(request: ShopRequest, group: CustomerGroup, current: str, way: str) -> list[Tab]:
    parts = [
        ("group-detail", _("Customers")),
        ("group-user-list", _("Users")),
        ("group-agreement-list", _("Prices and assortments")),
        ("group-document-list", _("Documents")),
        ("group-profile", _("Graphical profile")),
        ("group-site", _("Own shop")),
        ("group-field-list", _("Form fields")),
        ("group-extra-field-list", _("Extra fields")),
        ("group-history", _("History")),
    ]
    pk = group.pk
    found = [(way_in(request.actor, f"staff:{part[0]}", group_id=pk), *part) for part in parts]
    return [Tab(label, url + way, None, name == current) for url, name, label in found if url]
