"""Spreadsheets out: a list as Excel or CSV, straight away or by the worker, and the log of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.export_kinds import EXPORT_LABELS, EXPORTS, EXPORTS_LIST
from adminpanel.export_listing import narrowed, taken_by
from adminpanel.lists import LISTS
from adminpanel.walking import walk_of
from core import exports as services
from core.access.menu import may_open
from core.exchange.errors import ExchangeError
from core.export_log import export_job_of
from core.export_pages import asked_in, download, format_in, straight_away
from core.exports import Export
from core.list_specs import list_page, listed, listed_context
from core.models import ExportJob
from customers.actors import ShopRequest
from customers.selectors.shop import shop_settings


def export_new(request: ShopRequest, kind: str) -> HttpResponse | FileResponse:
    """The list as its page shows it: the file, or for a long list the page to wait on (P-17)."""
    export = _export(request, kind)
    asked, file_format = asked_in(request), format_in(request)
    try:
        if services.is_short(actor=request.actor, export=export, asked=asked):
            return straight_away(
                actor=request.actor,
                export=export,
                asked=asked,
                file_format=file_format,
                currency=shop_settings().currency,
            )
        job = services.request_export(
            actor=request.actor, export=export, asked=asked, file_format=file_format
        )
    except (ExchangeError, services.ExportRefused) as refused:
        messages.error(request, str(refused))
        return redirect("staff:export-list")
    return redirect("staff:export-detail", job_id=job.pk)


def _export(request: ShopRequest, kind: str) -> Export:
    export = EXPORTS.get(kind)
    if export is None:
        raise Http404
    if not request.actor.has(export.perm):
        raise PermissionDenied
    listing = LISTS.get(kind)
    if listing is not None and not may_open(request.actor, listing.url_name):
        raise Http404  # of a part that is off
    return export


def export_list(request: ShopRequest) -> HttpResponse:
    """Who took which list; staff administrators see everybody's, others their own."""
    found = listed(request, EXPORTS_LIST, actor=request.actor)
    context = listed_context(request, found) | {
        "rows": [(job, _label(job), narrowed(job)) for job in found.page.rows],
        "sees_all": taken_by(request.actor) is None,
    }
    return list_page(request, "staff/exports/export_list.html", context)


def _label(job: ExportJob) -> str:
    return str(EXPORT_LABELS.get(job.kind, job.kind))


def _export_url(job: ExportJob) -> str:
    return reverse("staff:export-detail", args=[job.pk])


def export_detail(request: ShopRequest, job_id: int) -> HttpResponse:
    """Progress while the file is made; then the way to it."""
    job = export_job_of(job_id, taken_by=taken_by(request.actor))
    context = {"job": job, "label": _label(job), "narrowed": narrowed(job)}
    if request.htmx:
        if job.is_at_work:
            return render(request, "staff/exports/_progress.html", context)
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    context["walk"] = walk_of(request, EXPORTS_LIST.name, pk=job.pk, record_url=_export_url)
    return render(request, "staff/exports/export_detail.html", context)


def export_file(request: ShopRequest, job_id: int) -> HttpResponse | FileResponse:
    """The file that the worker made, for whoever asked for it, while it is kept."""
    job = export_job_of(job_id, taken_by=taken_by(request.actor))
    if not job.file:
        messages.error(request, _("There is no file here. Export the list again."))
        return redirect("staff:export-detail", job_id=job.pk)
    return download(job, job.file.open("rb"))
