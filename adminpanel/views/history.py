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
from customers.list_specs_history import HISTORY_LIST, kind_of
from customers.selectors.history_list import HistoryRow, told

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


@dataclass(frozen=True, slots=True)
class Told:
    """A row and the way to the record; "" where it is gone."""

    row: HistoryRow
    url: str


def history_list(request: ShopRequest) -> HttpResponse:
    """One kind of record at a time, the newest change first."""
    found = listed(request, HISTORY_LIST, actor=request.actor)
    rows = told(kind_of(found.asked), found.page.rows)
    context = listed_context(request, found)
    # A record is chosen by the link on its card, never typed.
    typed = [each for each in found.bar.named if each.name != f"{FIND}of"]
    context["bar"] = replace(found.bar, named=typed)
    context["rows"] = list(map(partial(_told, request.actor), rows))
    return render(request, "staff/history/history_list.html", context)


def _told(actor: Actor, row: HistoryRow) -> Told:
    name, key = _CARDS[row.kind.name]
    pk: int | None = row.record_id
    if row.kind.name == "documents" and row.group_id is not None:
        name, key, pk = "staff:group-document-list", "group_id", row.group_id
    return Told(row, way_in(actor, name, **{key: pk}) if row.record and pk else "")
