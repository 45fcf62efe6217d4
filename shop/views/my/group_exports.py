"""An organisation's own lists as spreadsheets, for its administrators."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import exports as services
from core.exchange.errors import ExchangeError
from core.export_log import export_job_of
from core.export_pages import asked_in, download, format_in, straight_away
from core.models import ExportJob
from customers.actors import ShopRequest
from customers.exports import COLLEAGUES
from customers.selectors.imports import scope_of
from orders.exports import ORGANISATION_ORDERS, STATISTICS
from shop.context import shop_of

_EXPORTS = {
    COLLEAGUES.name: (COLLEAGUES, "my:colleague-list"),
    ORGANISATION_ORDERS.name: (ORGANISATION_ORDERS, "my:group-order-list"),
    STATISTICS.name: (STATISTICS, "my:statistics"),
}


def group_export_new(request: ShopRequest, kind: str) -> HttpResponse | FileResponse:
    """The list as its page shows it: the file, or for a long list the page to wait on."""
    if kind not in _EXPORTS:
        raise Http404
    export, list_url = _EXPORTS[kind]
    asked, file_format = asked_in(request), format_in(request)
    scope = scope_of(request.actor)
    try:
        if services.is_short(actor=request.actor, export=export, asked=asked):
            return straight_away(
                actor=request.actor,
                export=export,
                asked=asked,
                file_format=file_format,
                currency=shop_of(request).currency,
                scope=scope,
            )
        job = services.request_export(
            actor=request.actor, export=export, asked=asked, file_format=file_format, scope=scope
        )
    except (ExchangeError, services.ExportRefused) as refused:
        messages.error(request, str(refused))
        return redirect(list_url)
    return redirect("my:group-export-detail", job_id=job.pk)


def group_export_detail(request: ShopRequest, job_id: int) -> HttpResponse:
    """Progress while the file is made; then the way to it."""
    job = _own(request, job_id)
    if request.htmx:
        if job.is_at_work:
            return render(request, "my/group/_export_progress.html", {"job": job})
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    export, list_url = _EXPORTS[job.kind]
    context = {"job": job, "label": export.label, "list_url": list_url}
    return render(request, "my/group/group_export_detail.html", context)


def group_export_file(request: ShopRequest, job_id: int) -> HttpResponse | FileResponse:
    """The file, for whoever asked for it, while it is kept."""
    job = _own(request, job_id)
    if not job.file:
        messages.error(request, _("There is no file here. Export the list again."))
        return redirect("my:group-export-detail", job_id=job.pk)
    return download(job, job.file.open("rb"))


def _own(request: ShopRequest, job_id: int) -> ExportJob:
    """One's own, of the organisation one stands in now; else Http404."""
    actor = request.actor
    job = export_job_of(job_id, taken_by=actor.user_id or 0, scope=scope_of(actor))
    if job.kind not in _EXPORTS:
        raise Http404
    return job
