"""Who changed what, when, from what to what, and acting as whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render

from core.access.menu import way_in
from core.list_specs import listed, listed_context
from core.lists import FIND
from customers.actors import Actor, ShopRequest
from customers.list_specs_history import kind_of
from customers.selectors.history_list import HistoryRow, told
from orders.list_specs_history import HISTORY_KINDS, HISTORY_LIST

_CARDS: Mapping[str, tuple[str, str]] = {
    "customers": ("staff:customer-detail", "customer_id"),
    "users": ("staff:user-detail", "user_id"),
    "groups": ("staff:group-detail", "group_id"),
    "memberships": ("staff:membership-edit", "membership_id"),
    "limits": ("staff:membership-limit", "membership_id"),
    "documents": ("staff:customer-document-list", "customer_id"),
    "addresses": ("staff:customer-address-list", "customer_id"),
    "further": ("staff:customer-detail", "customer_id"),
}

# Of a customer, of a group, and of the whole shop.
_OWNED: Mapping[str, tuple[str, str, str]] = {
    "profiles": ("staff:customer-profile", "staff:group-profile", ""),
    "sites": ("staff:customer-site", "staff:group-site", ""),
    "fields": ("staff:customer-field-list", "staff:group-field-list", "staff:required-fields"),
    "extra": (
        "staff:customer-extra-field-list",
        "staff:group-extra-field-list",
        "staff:extra-field-list",
    ),
    "small-orders": ("staff:small-order-list", "staff:small-order-list", "staff:small-order-list"),
    "affiliates": ("staff:affiliate-list",) * 3,
    "points": ("staff:loyalty-programme",) * 3,
    "points-rules": ("staff:loyalty-programme",) * 3,
    "texts": ("", "", "staff:shop-text-list"),
    "terms": ("", "", "staff:terms-list"),
    "mails": ("", "", "staff:email-template-edit"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A row and the way to the record; "" where it is gone."""

    row: HistoryRow
    url: str


def history_list(request: ShopRequest) -> HttpResponse:
    """One kind of record at a time, the newest change first."""
    found = listed(request, HISTORY_LIST, actor=request.actor)
    rows = told(kind_of(HISTORY_KINDS, found.asked), found.page.rows)
    context = listed_context(request, found)
    # A record is chosen by the link on its card, never typed.
    typed = [each for each in found.bar.named if each.name != f"{FIND}of"]
    context["bar"] = replace(found.bar, named=typed)
    context["rows"] = list(map(partial(_told, request.actor), rows))
    return render(request, "staff/history/history_list.html", context)


def _told(actor: Actor, row: HistoryRow) -> Told:
    if row.kind.name in _OWNED:
        return Told(row, _owned_way(actor, row))
    name, key = _CARDS[row.kind.name]
    pk: int | None = row.record_id
    if row.kind.name == "documents" and row.group_id is not None:
        name, key, pk = "staff:group-document-list", "group_id", row.group_id
    return Told(row, way_in(actor, name, **{key: pk}) if row.record and pk else "")


def _owned_way(actor: Actor, row: HistoryRow) -> str:
    """To where such things are set; "" when whose it was is gone."""
    customers, groups, shops = _OWNED[row.kind.name]
    if shops in (customers, groups):  # all of them on one page
        return way_in(actor, shops)
    if row.kind.is_owned and row.record_id:
        return way_in(actor, customers, customer_id=row.record_id)
    if row.kind.is_owned and row.group_id:
        return way_in(actor, groups, group_id=row.group_id)
    return way_in(actor, shops, **row.keys) if shops and row.is_the_shops else ""
