"""What the menu at the end of a row (components/rows.jinja) offers: only doors that open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access.menu import may_open, way_in
from customers.actors import Actor
from customers.models import Customer, CustomerGroup


@dataclass(frozen=True, slots=True)
class RowItem:
    label: str
    url: str
    icon: str
    method: str = "get"
    danger: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRow:
    customer: Customer
    edit_url: str
    menu: Sequence[RowItem]


@dataclass(frozen=True, slots=True)
class GroupRow:
    group: CustomerGroup  # with `customer_count`
    edit_url: str
    menu: Sequence[RowItem]


def customer_row(actor: Actor, customer: Customer) -> CustomerRow:
    ids = {"customer_id": customer.pk}
    items = [
        _way(actor, _("Open"), "eye", "staff:customer-detail", ids),
        _way(actor, _("Edit"), "pencil", "staff:customer-edit", ids),
        _list(actor, _("Orders"), "inbox", "staff:order-list", customer=customer.number),
        _way(actor, _("Prices"), "tag", "staff:customer-prices", ids),
        _way(actor, _("Documents"), "paperclip", "staff:customer-document-list", ids),
        _way(actor, _("Change main group"), "diagram-3", "staff:customer-move", ids),
        _way(actor, _("Log in as customer"), "box-arrow-in-right", "staff:customer-act", ids),
        _way(actor, _("Delete"), "trash", "staff:customer-delete", ids, danger=True),
    ]
    edit_url = way_in(actor, "staff:customer-edit", **ids)
    return CustomerRow(customer, edit_url, [item for item in items if item])


def group_row(actor: Actor, group: CustomerGroup) -> GroupRow:
    ids = {"group_id": group.pk}
    key = str(group.pk)
    items = [
        _way(actor, _("Open"), "eye", "staff:group-detail", ids),
        _way(actor, _("Edit"), "pencil", "staff:group-edit", ids),
        _list(actor, _("Customers"), "buildings", "staff:customer-list", group=key),
        _list(actor, _("Users"), "people", "staff:user-list", group=key),
        _way(actor, _("Approval chains"), "signpost-split", "staff:group-chains", ids)
        if group.is_organisation
        else None,
        _way(actor, _("Documents"), "paperclip", "staff:group-document-list", ids),
    ]
    edit_url = way_in(actor, "staff:group-edit", **ids)
    return GroupRow(group, edit_url, [item for item in items if item])


def _way(
    actor: Actor,
    label: str,
    icon: str,
    url_name: str,
    ids: Mapping[str, int],
    *,
    danger: bool = False,
) -> RowItem | None:
    url = way_in(actor, url_name, **ids)
    return RowItem(label, url, icon, danger=danger) if url else None


def _list(actor: Actor, label: str, icon: str, url_name: str, **asked: str) -> RowItem | None:
    if not may_open(actor, url_name):
        return None
    return RowItem(label, f"{reverse(url_name)}?{urlencode(asked)}", icon)
