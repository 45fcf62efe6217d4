"""The page where the columns of a file are chosen, and mappings are picked, saved and forgotten."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.exchange.errors import ExchangeError
from core.exchange.mapping import ColumnMapping
from core.exchange.sheet import Sheet
from core.import_pages.columns import ColumnsForm
from core.import_pages.desk import Desk, ImportKind, behind
from core.import_pages.heads import FileHead, Start, file_head
from core.import_pages.progress import wizard
from core.imports import jobs
from core.imports.contract import ImportRefused
from core.imports.mappings import (
    NamedMapping,
    forget_mapping,
    named_mappings,
    save_mapping,
)
from core.models import ImportJob, ImportStatus

# Before anything is written, and after a plan came to nothing.
_MAY_CHOOSE = (
    ImportStatus.MAPPING,
    ImportStatus.PLANNED,
    ImportStatus.CANCELLED,
    ImportStatus.FAILED,
)


def columns(request: HttpRequest, desk: Desk, job_id: int) -> HttpResponse:
    """Which heading means which column; then the file is planned with that.

    `?mapping=NAME` begins with a saved one.
    """
    job, kind = desk.job(job_id)
    walk = desk.walk(request, job)
    if job.status not in _MAY_CHOOSE:
        return redirect(desk.url("import-detail", job.pk) + behind(walk))
    if "forget" in request.POST:
        _forget(request, desk, kind)
        return redirect(desk.url("import-columns", job.pk) + behind(walk))
    sheet = kind.importer(desk.actor).sheet()
    try:
        head = file_head(job)
    except ExchangeError as error:
        messages.error(request, str(error))
        return redirect(desk.url("import-new") + f"?kind={kind.name}")
    store = sheet.name + desk.mappings
    known = named_mappings(store, kind.importer.shipped_mappings)
    picked = _picked(request, job, known, head)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        sheet=sheet,
        head=head,
        start=_start(desk, kind, job, head, picked),
        currency=desk.currency,
        is_priced=kind.is_priced,
    )
    if request.method == "POST" and form.is_valid():
        _plan_so(desk, sheet, job, form)
        return redirect(desk.url("import-detail", job.pk) + behind(walk))
    context = {"desk": desk, "job": job, "kind": kind, "form": form}
    context |= {"walk": walk, "behind": behind(walk)}
    context["steps"] = wizard(job, chooses_columns=True)
    context |= {"head": head, "known": known, "picked": picked.name if picked else ""}
    # Those that a person saved may be forgotten; the ones of the program stay.
    saved = {each.name for each in named_mappings(store)}
    context["is_saved"] = picked is not None and picked.name in saved
    return render(request, "imports/import_columns.html", context)


def _picked(
    request: HttpRequest, job: ImportJob, known: list[NamedMapping], head: FileHead
) -> NamedMapping | None:
    """The one asked for; else, where nobody has chosen yet, one for exactly these headings."""
    if "mapping" in request.GET:
        asked = request.GET["mapping"]
        return next((each for each in known if each.name == asked), None)
    if job.options.get("mapping") or job.options.get("mapping_name"):
        return None
    return next((each for each in known if each.fits(head.headings)), None)


def _start(
    desk: Desk, kind: ImportKind, job: ImportJob, head: FileHead, picked: NamedMapping | None
) -> Start:
    """What was picked, else chosen before for this import, else what is recognised."""
    importer = kind.importer(desk.actor, job.options)
    sheet = importer.sheet()
    if picked is not None:
        return Start.of(sheet, head, picked, rate=picked.rates.get(desk.currency))
    try:
        named = importer.named_mapping(head.headings) or _nameless(sheet)
        if not kind.is_priced:
            # With what was chosen at the upload; prices would come out in the shop's currency.
            named = replace(named, columns=importer.mapping(head.headings))
    except ImportRefused:
        named = _nameless(sheet)
    return Start.of(sheet, head, named, rate=_rate(job) or named.rates.get(desk.currency))


def _nameless(sheet: Sheet) -> NamedMapping:
    return NamedMapping(name="", sheet=sheet.name, columns=ColumnMapping())


def _rate(job: ImportJob) -> Decimal | None:
    try:
        return Decimal(job.options.get("rate") or "")
    except InvalidOperation:
        return None


def _plan_so(desk: Desk, sheet: Sheet, job: ImportJob, form: ColumnsForm) -> None:
    named = form.named_mapping()
    if named.name:
        save_mapping(
            actor=desk.actor, sheet=sheet.name + desk.mappings, name=named.name, mapping=named
        )
    jobs.request_planning(actor=desk.actor, job_id=job.pk, options=form.options())


def _forget(request: HttpRequest, desk: Desk, kind: ImportKind) -> None:
    name = request.POST["forget"]
    sheet = kind.importer(desk.actor).sheet()
    if forget_mapping(actor=desk.actor, sheet=sheet.name + desk.mappings, name=name):
        messages.info(request, _("“%(name)s” is forgotten.") % {"name": name})
