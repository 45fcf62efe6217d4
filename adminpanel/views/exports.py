"""Spreadsheets out: a list as Excel or CSV, straight away or by the worker, and the log of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.export_kinds import EXPORTS
from core import exports as services
from core.exchange.errors import ExchangeError
from core.export_log import export_job_of, export_jobs
from core.export_pages import asked_in, download, format_in, straight_away
from core.exports import Export
from core.lists import Filter, filter_bar, list_context
from core.models import ExportJob, ExportStatus
from core.tables import Sort, keyset_page
from customers.access import Perm
from customers.actors import ShopRequest
from customers.selectors.shop import shop_settings

JOB_SORTS = {"created": Sort.by("created_at", label=gettext_lazy("Taken"), descending_first=True)}
# The names that filters have in an address; others are shown as they are.
_FILTERS = {
    "q": gettext_lazy("Find"),
    "role": gettext_lazy("Role"),
    "active": gettext_lazy("Active"),
    "group": gettext_lazy("Customer group"),
    "view": gettext_lazy("View"),
    "status": gettext_lazy("Status"),
    "customer": gettext_lazy("Customer"),
    "placed_from": gettext_lazy("Placed from"),
    "placed_to": gettext_lazy("Placed to"),
}


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
    return export


def export_list(request: ShopRequest) -> HttpResponse:
    """Who took which list; staff administrators see everybody's, others their own."""
    kinds = tuple((export.name, export.label) for export in EXPORTS.values())
    bar = filter_bar(
        request,
        (
            Filter("kind", gettext_lazy("List"), kinds),
            Filter("status", gettext_lazy("Status"), ExportStatus.choices),
        ),
    )
    page = keyset_page(
        export_jobs(taken_by=_own_only(request), text=bar.query, **bar.chosen),
        sorts=JOB_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {
        "rows": [(job, _label(job), _narrowed(job)) for job in page.rows],
        "sees_all": _own_only(request) is None,
    }
    return render(request, "staff/exports/export_list.html", context)


def _own_only(request: ShopRequest) -> int | None:
    """Whose exports may be seen: everybody's (None), or only those of this person."""
    actor = request.actor
    return None if actor.has(Perm.STAFF_EXPORT_ALL) else (actor.user_id or 0)


def _label(job: ExportJob) -> str:
    export = EXPORTS.get(job.kind)
    return str(export.label) if export else job.kind


def _narrowed(job: ExportJob) -> str:
    """The filters of the list, as they stood in its address: 'Role: buyer, Status: yes'."""
    return ", ".join(
        f"{_FILTERS.get(name, name)}: {value}"
        for name, value in job.asked.items()
        if name != "sort"
    )


def export_detail(request: ShopRequest, job_id: int) -> HttpResponse:
    """Progress while the file is made; then the way to it."""
    job = export_job_of(job_id, taken_by=_own_only(request))
    context = {"job": job, "label": _label(job), "narrowed": _narrowed(job)}
    if request.htmx:
        if job.is_at_work:
            return render(request, "staff/exports/_progress.html", context)
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "staff/exports/export_detail.html", context)


def export_file(request: ShopRequest, job_id: int) -> HttpResponse | FileResponse:
    """The file that the worker made, for whoever asked for it, while it is kept."""
    job = export_job_of(job_id, taken_by=_own_only(request))
    if not job.file:
        messages.error(request, _("There is no file here. Export the list again."))
        return redirect("staff:export-detail", job_id=job.pk)
    return download(job, job.file.open("rb"))
