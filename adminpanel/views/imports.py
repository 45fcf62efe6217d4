"""Spreadsheets in: upload, look at what it would do, apply, see what it did."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from adminpanel.forms import posted
from adminpanel.import_kinds import KINDS, ImportKind
from adminpanel.lists import Filter, address_with, filter_bar, list_context
from core import imports as services
from core.exchange.plan import PlanRow
from core.exchange.template import template_xlsx
from core.models import ImportJob, ImportStatus
from core.selectors import import_job_of, import_jobs, import_rows
from core.tables import Sort, keyset_page
from customers.actors import ShopRequest
from customers.selectors.shop import shop_settings

JOB_SORTS = {
    "created": Sort.by("created_at", label=gettext_lazy("Uploaded"), descending_first=True)
}
ROW_SORTS = {"row": Sort.by("id", label=gettext_lazy("Row"))}
ACTIONS = (
    ("create", gettext_lazy("Create")),
    ("update", gettext_lazy("Update")),
    ("unchanged", gettext_lazy("Unchanged")),
    ("refused", gettext_lazy("Refused")),
)


def import_list(request: ShopRequest) -> HttpResponse:
    """Every import, newest first."""
    bar = filter_bar(
        request,
        (Filter("status", gettext_lazy("Status"), ImportStatus.choices),),
    )
    page = keyset_page(
        import_jobs(text=bar.query, **bar.chosen),
        sorts=JOB_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {"kinds": KINDS.values()}
    return render(request, "staff/imports/import_list.html", context)


def import_new(request: ShopRequest) -> HttpResponse:
    """Takes the file; what it would do is worked out in the background."""
    kind = _kind(request.GET.get("kind", "users"))
    form = kind.form(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        job = services.open_import(
            actor=request.actor,
            kind=kind.name,
            file=file,
            file_name=file.name,
            options=form.options(),
        )
        return redirect("staff:import-detail", job_id=job.pk)
    context = {"form": form, "kind": kind, "steps": _steps(None)}
    return render(request, "staff/imports/import_new.html", context)


def _kind(name: str) -> ImportKind:
    kind = KINDS.get(name)
    if kind is None:
        raise Http404
    return kind


def import_template(request: ShopRequest, kind: str) -> HttpResponse | FileResponse:
    """The workbook to fill in, with headings in the reader's language."""
    chosen = _kind(kind)
    target = BytesIO()
    template_xlsx(
        target,
        sheet=chosen.sheet(shop_settings().currency),
        language=get_language() or "en",
    )
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{chosen.name}.xlsx")


def import_detail(request: ShopRequest, job_id: int) -> HttpResponse:
    """Progress while it is worked on; then the plan to review; then what was done."""
    job = import_job_of(job_id)
    life = services.life_of(job)
    context: dict[str, Any] = {
        "job": job,
        "kind": KINDS.get(job.kind),
        "life": life.value,
        "counts": services.counts_of(job),
        "steps": _steps(job),
        "about": job.plan or {},
    }
    if request.htmx and life in (services.Life.WAITING, services.Life.RUNNING):
        return render(request, "staff/imports/_progress.html", context)
    if request.htmx and "HX-Request" in request.headers:
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    if job.plan is not None:
        context |= _rows(request, job)
    return render(request, "staff/imports/import_detail.html", context)


def _rows(request: ShopRequest, job: ImportJob) -> dict[str, Any]:
    """The change set, filtered by what happens to a row; unchanged ones only when asked for."""
    bar = filter_bar(request, (Filter("action", gettext_lazy("What happens"), ACTIONS),))
    page = keyset_page(
        import_rows(job, action=bar.chosen.get("action", ""), text=bar.query),
        sorts=ROW_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
        size=50,
    )
    labels = dict(ACTIONS)
    planned = [PlanRow.from_json(row.content) for row in page.rows]
    return list_context(request, page, bar) | {
        "planned": [(row, labels[row.action.value]) for row in planned],
        "tabs": _tabs(request, job, bar.chosen.get("action", "")),
    }


def _tabs(request: ShopRequest, job: ImportJob, chosen: str) -> list[dict[str, Any]]:
    """The figures of the plan, each the way to its rows."""
    counts = services.counts_of(job)
    changes = {"label": _("All changes"), "count": counts.writes + counts.refused}
    tabs = [
        changes | {"url": address_with(request, action=None), "is_current": not chosen},
    ]
    for action, label in ACTIONS:
        count = getattr(counts, action)
        url = address_with(request, action=action)
        tabs.append({"label": label, "count": count, "url": url, "is_current": action == chosen})
    return tabs


def import_apply(request: ShopRequest, job_id: int) -> HttpResponse:
    """Applies what was reviewed, in the background; also again, after an interruption."""
    job = import_job_of(job_id)
    try:
        services.request_applying(
            actor=request.actor, job_id=job.pk, skip_bad_rows="skip_bad_rows" in request.POST
        )
    except services.RowsRefused:
        messages.error(request, _("Rows are refused. Correct the file, or leave those rows out."))
    return redirect("staff:import-detail", job_id=job.pk)


def import_plan(request: ShopRequest, job_id: int) -> HttpResponse:
    """Works out the plan once more."""
    job = import_job_of(job_id)
    services.request_planning(actor=request.actor, job_id=job.pk)
    return redirect("staff:import-detail", job_id=job.pk)


def _steps(job: ImportJob | None) -> list[dict[str, str]]:
    """Upload → review → apply, as the wizard draws them."""
    labels = (_("Upload"), _("Review changes"), _("Apply"))
    status = job.status if job else None
    at = {
        None: 0,
        ImportStatus.UPLOADED.value: 1,
        ImportStatus.PLANNED.value: 1,
        ImportStatus.APPLYING.value: 2,
        ImportStatus.APPLIED.value: 3,
        ImportStatus.FAILED.value: 1 if job and not job.plan else 2,
    }[status]
    states = ["done" if number < at else "to_come" for number in range(3)]
    if at < 3:
        states[at] = "failed" if status == ImportStatus.FAILED else "now"
    addresses = (reverse("staff:import-new"), "", "")
    return [
        {"label": label, "state": state, "url": url}
        for label, state, url in zip(labels, states, addresses, strict=True)
    ]
