"""Spreadsheets in: upload, look at what it would do, apply, see what it did, take it back."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from adminpanel.export_kinds import EXPORTS
from adminpanel.import_kinds import KINDS
from core.import_pages import views as pages
from core.import_pages.desk import Desk, ImportKind
from core.lists import Filter, filter_bar, list_context
from core.models import ImportStatus
from core.tables import Sort, keyset_page
from customers.actors import ShopRequest
from customers.teams import own_imports_only
from orders.selectors.dashboard import seen_imports

_SORTS = {"created": Sort.by("created_at", label=gettext_lazy("Uploaded"), descending_first=True)}


def desk_of(request: ShopRequest) -> Desk:
    """The shop's own imports; those of group administrators may be looked at."""
    return Desk(
        face="staff",
        frame="base_staff.html",
        actor=request.actor,
        kinds=KINDS,
        currency=request.shop.currency,
        sees_all=True,
        made_by=own_imports_only(request.actor),
    )


def import_list(request: ShopRequest) -> HttpResponse:
    """The shop's imports of what this person may import, newest first."""
    desk = desk_of(request)
    labels = [(kind.name, kind.label) for kind in desk.offered()]
    bar = filter_bar(
        request,
        (
            Filter("kind", gettext_lazy("What"), labels),
            Filter("status", gettext_lazy("Status"), ImportStatus.choices),
        ),
    )
    page = keyset_page(
        seen_imports(
            request.actor,
            kinds=[name for name, _label in labels],
            text=bar.query,
            **bar.chosen,
        ),
        sorts=_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {"desk": desk, "has_kinds": bool(labels)}
    return render(request, "staff/imports/import_list.html", context)


@dataclass(frozen=True)
class _Card:
    """A kind to choose; `export` is the name of the list that its file can be filled in from."""

    kind: ImportKind
    export: str


def import_new(request: ShopRequest) -> HttpResponse:
    """First which kind, then its file."""
    desk = desk_of(request)
    if "kind" in request.GET:
        return pages.upload(request, desk, desk.kind(request.GET["kind"]))
    kinds = [kind for kind in desk.offered() if kind.has_card]
    cards = [_Card(kind, _export_of(request, kind)) for kind in kinds]
    return render(request, "staff/imports/import_kinds.html", {"desk": desk, "cards": cards})


def _export_of(request: ShopRequest, kind: ImportKind) -> str:
    export = EXPORTS.get(kind.name)
    return export.name if export is not None and request.actor.has(export.perm) else ""
