"""What every page that sends out a list does: read what was asked, and answer with the file."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, QueryDict

from core import exports as services
from core.exports import Asked, Export, Taker
from core.http import without_nul
from core.models import ExportFormat, ExportJob

_LONGEST_ADDRESS = 4_000
_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


def asked_in(request: HttpRequest) -> Asked:
    """The list's filters and order, as components/export_menu.html posts them."""
    address = request.POST.get("asked", "")
    if len(address) > _LONGEST_ADDRESS:
        raise Http404
    asked = QueryDict(without_nul(address))
    return {name: str(value) for name, value in asked.items()}


def format_in(request: HttpRequest) -> ExportFormat:
    try:
        return ExportFormat(request.POST.get("format", ""))
    except ValueError:
        raise Http404 from None


def straight_away(
    *,
    actor: Taker,
    export: Export,
    asked: Asked,
    file_format: ExportFormat,
    currency: str,
    scope: str = "",
) -> FileResponse:
    """A short list as its file. Raises what `core.exports.export_now` raises."""
    target = BytesIO()
    job = services.export_now(
        actor=actor,
        export=export,
        asked=asked,
        file_format=file_format,
        currency=currency,
        target=target,
        scope=scope,
    )
    target.seek(0)
    return download(job, target)


def download(job: ExportJob, content: Any) -> FileResponse:
    response = FileResponse(
        content,
        as_attachment=True,
        filename=job.file_name,
        content_type=_TYPES[ExportFormat(job.format)],
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
