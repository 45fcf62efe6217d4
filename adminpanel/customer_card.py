"""The card of a customer in the back office: its head and its tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.product_card import Tab
from adminpanel.walking import Walk, behind, walk_of
from core.access.menu import way_in
from customers.actors import ShopRequest
from customers.org_numbers import org_number_warning
from customers.policies import may_change_customers
from customers.selectors.customer_card import CardHead, head_of


def card_context(request: ShopRequest, customer_id: int, tab: str) -> dict[str, Any]:
    """What every part of the card shows; or Http404. One query, and those of the walk."""
    head = head_of(request.actor, customer_id)
    customer = head.customer
    walk = _walk(request, customer_id, tab)
    return {
        "head": head,
        "customer": customer,
        "tabs": _tabs(request, head, tab, behind(walk)),
        "walk": walk,
        "behind": behind(walk),
        "may_change": may_change_customers(request.actor),
        "b2b": request.shop.b2b_mode,
        "org_number_warning": org_number_warning(str(customer.country), customer.org_number)
        if request.shop.b2b_mode
        else "",
    }


def _walk(request: ShopRequest, customer_id: int, tab: str) -> Walk | None:
    """To the same part of the next customer of the list that one came from."""
    return walk_of(
        request,
        "customers",
        pk=customer_id,
        record_url=lambda row: reverse(f"staff:{tab}", args=[row.pk]),
    )


def _tabs(request: ShopRequest, head: CardHead, current: str, way: str) -> list[Tab]:
    parts = [
        ("customer-detail", _("Overview"), None),
        ("customer-user-list", _("Users"), head.people),
        ("customer-address-list", _("Addresses"), head.addresses),
        ("customer-order-list", _("Orders"), None),
        ("customer-prices", _("Prices"), None),
        ("customer-assortment-list", _("Assortments"), None),
        ("customer-points", _("Points"), None),
        ("customer-document-list", _("Documents"), head.documents),
        ("customer-profile", _("Graphical profile"), None),
        ("customer-site", _("Own shop"), None),
        ("customer-field-list", _("Form fields"), None),
        ("customer-extra-field-list", _("Extra fields"), None),
        ("customer-mail-list", _("Mail log"), None),
        ("customer-note-list", _("Notes"), head.notes),
        ("customer-history", _("History"), None),
    ]
    pk = head.customer.pk
    found = [(way_in(request.actor, f"staff:{part[0]}", customer_id=pk), *part) for part in parts]
    return [
        Tab(label, url + way, count, name == current) for url, name, label, count in found if url
    ]
