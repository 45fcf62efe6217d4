"""Spreadsheets in: upload, look at what it would do, apply, see what it did, take it back."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from adminpanel.export_kinds import EXPORTS
from adminpanel.import_kinds import KINDS
from adminpanel.import_listing import IMPORTS_LIST
from adminpanel.walking import Walk, walk_of
from core.import_pages import views as pages
from core.import_pages.desk import Desk, ImportKind
from core.list_specs import list_page, listed, listed_context
from core.models import ImportJob
from customers.actors import ShopRequest
from customers.teams import own_imports_only


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
        walk=_walk,
    )


def _walk(request: ShopRequest, job: ImportJob) -> Walk | None:
    return walk_of(request, IMPORTS_LIST.name, pk=job.pk, record_url=_import_url)


def _import_url(job: ImportJob) -> str:
    return reverse("staff:import-detail", args=[job.pk])


def import_list(request: ShopRequest) -> HttpResponse:
    """The shop's imports of what this person may import, newest first."""
    desk = desk_of(request)
    found = listed(request, IMPORTS_LIST, actor=request.actor)
    context = listed_context(request, found)
    context |= {"desk": desk, "has_kinds": bool(desk.offered())}
    return list_page(request, "staff/imports/import_list.html", context)


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
