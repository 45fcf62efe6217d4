"""What an import's pages answer, whatever the face: each takes the request and the face's desk."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.exchange.errors import ExchangeError
from core.exchange.template import template_xlsx
from core.exchange.writer import write_xlsx
from core.import_pages.desk import Desk, ImportKind, behind
from core.import_pages.progress import last, story, wizard, work_of
from core.import_pages.review import about_file, review
from core.imports import jobs
from core.imports.contract import RowsRefused
from core.imports.jobs import Life
from core.imports.rows import changed_since, refused_table
from core.imports.work import applied_by
from core.models import ImportJob, ImportStatus
from core.reasons import Refused

_AT_WORK = (Life.WAITING, Life.RUNNING)
_WITH_ROWS = (ImportStatus.PLANNED, ImportStatus.APPLIED, ImportStatus.UNDONE)
# What an earlier import's choices do not hand on.
_OWN_TO_A_FILE = frozenset({"skip_bad_rows"})


def upload(request: HttpRequest, desk: Desk, kind: ImportKind) -> HttpResponse:
    """Takes the file; what it would do is worked out in the background.

    `?like=<import>`: with that one's choices and columns, as for its refused rows once mended.
    """
    like = _like(request, desk, kind)
    earlier = dict(like.options) if like else {}
    is_sent = request.method == "POST"
    form = kind.form(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        actor=desk.actor,
        initial=earlier,
    )
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        kept = {name: value for name, value in earlier.items() if name not in _OWN_TO_A_FILE}
        job = jobs.open_import(
            actor=desk.actor,
            kind=kind.name,
            file=file,
            file_name=file.name,
            options={**kept, **form.options(), "mappings_of": desk.mappings},
            scope=desk.scope,
        )
        return _to_job(request, desk, job)
    context = {"desk": desk, "form": form, "kind": kind, "like": like, "steps": wizard(None)}
    return render(request, "imports/import_new.html", context)


def _like(request: HttpRequest, desk: Desk, kind: ImportKind) -> ImportJob | None:
    asked = request.GET.get("like", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    job, its_kind = desk.job(int(asked))
    return job if its_kind is kind else None


def template(desk: Desk, kind: ImportKind) -> FileResponse:
    """The workbook to fill in, with headings in the reader's language."""
    target = BytesIO()
    sheet = kind.importer(desk.actor).sheet()
    template_xlsx(target, sheet=sheet, language=get_language() or "en")
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{kind.name}.xlsx")


def detail(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """Progress while it is worked on; then the plan to review; then what was done."""
    job, kind = desk.job_to_look_at(job_id)
    life = jobs.life_of(job)
    context: dict[str, Any] = {"desk": desk, "job": job, "kind": kind, "life": life.value}
    context["is_ours"] = desk.is_ours(job)
    if life in _AT_WORK:
        context["work"] = work_of(job, life)
        if _is_poll(request):
            return render(request, "imports/_progress.html", context)
    elif _is_poll(request):
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    walk = desk.walk(request, job)
    if job.status == ImportStatus.MAPPING and desk.is_ours(job):
        return redirect(desk.url("import-columns", job.pk) + behind(walk))
    context |= {"walk": walk, "behind": behind(walk)}
    return render(request, "imports/import_detail.html", context | _seen(request, desk, job, kind))


def _is_poll(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _seen(request: HttpRequest, desk: Desk, job: ImportJob, kind: ImportKind) -> dict[str, Any]:
    happenings = story(job)
    found: dict[str, Any] = {
        "steps": wizard(job),
        "story": happenings,
        "counts": jobs.counts_of(job),
        "applied": last(happenings, "apply"),
        "undone": last(happenings, "undo"),
    }
    if job.status not in _WITH_ROWS:
        return found
    sheet = kind.importer(desk.actor, job.options).sheet()
    found |= {"about": about_file(job, sheet), **review(request, job, sheet)}
    if job.status == ImportStatus.PLANNED:
        found["is_stale"] = changed_since(job, kind.importer)
        found["to_weigh"] = kind.to_weigh(desk.actor, job)
    if job.status == ImportStatus.APPLIED:
        found["follow_ups"] = kind.follow_ups(desk.actor, job)
        by = found["applied"].user_id if found["applied"] else None
        found["undoing"] = kind.importer(desk.actor, job.options).may_undo(by)
    return found


def plan(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """Works out the plan once more."""
    job, _kind = desk.job(job_id)
    return _to_job(request, desk, jobs.request_planning(actor=desk.actor, job_id=job.pk))


def apply(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """Applies what was reviewed, in the background; also again, after an interruption."""
    job, _kind = desk.job(job_id)
    skips = "skip_bad_rows" in request.POST
    try:
        jobs.request_applying(actor=desk.actor, job_id=job.pk, skip_bad_rows=skips)
    except RowsRefused:
        messages.error(request, _("Rows are refused. Correct the file, or leave those rows out."))
    return _to_job(request, desk, job)


def stop(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """Stops what is going on; what it was at leaves nothing behind."""
    job, _kind = desk.job(job_id)
    return _to_job(request, desk, jobs.request_stop(actor=desk.actor, job_id=job.pk))


def undo(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """First what would be lost; then, at the second yes, all of it but what was edited since."""
    job, kind = desk.job(job_id)
    may_begin = job.status == ImportStatus.APPLIED and bool(job.file)
    verdict = kind.importer(desk.actor, job.options).may_undo(applied_by(job))
    if isinstance(verdict, Refused):
        messages.error(request, str(verdict.reason))
        return _to_job(request, desk, job)
    if request.method == "POST":
        jobs.request_undoing(actor=desk.actor, job_id=job.pk)
        return _to_job(request, desk, job)
    if not may_begin:
        return _to_job(request, desk, job)
    context = {"desk": desk, "job": job, "kind": kind, "counts": jobs.counts_of(job)}
    walk = desk.walk(request, job)
    context |= {"applied": last(story(job), "apply"), "walk": walk, "behind": behind(walk)}
    return render(request, "imports/import_undo.html", context)


def refused(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponseBase:
    """The refused rows as a workbook, with why in a last column: mended, it can be sent again."""
    job, kind = desk.job_to_look_at(job_id)
    target = BytesIO()
    try:
        headings, rows = refused_table(job)
        write_xlsx(target, sheet_title=str(kind.label), headings=headings, rows=rows)
    except ExchangeError as error:
        messages.error(request, str(error))
        return _to_job(request, desk, job)
    target.seek(0)
    name = _("%(file)s refused rows") % {"file": Path(job.file_name).stem[:100]}
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx")


def _to_job(request: HttpRequest, desk: Desk, job: ImportJob) -> HttpResponse:
    """With the walk through the list that one came from."""
    return redirect(desk.url("import-detail", job.pk) + behind(desk.walk(request, job)))
