"""A page of HTML as a PDF, on machines that have what lays out its text (pango)."""

from collections.abc import Mapping
from types import MappingProxyType

from django.http import HttpResponse

try:
    from core import pdf_writer
except OSError:  # our part is there, the system's libraries are not: the shop goes without
    _IS_POSSIBLE = False
else:
    _IS_POSSIBLE = True


_NONE: Mapping[str, bytes] = MappingProxyType({})


class NoPdf(Exception):
    """This machine cannot write a PDF."""


def can_write_pdf() -> bool:
    """Whether links to a PDF are shown, and its doors are open."""
    return _IS_POSSIBLE


def write_pdf(*, html: str, css: str, pictures: Mapping[str, bytes] = _NONE) -> bytes:
    """The pages as they are printed. Raises NoPdf.

    `pictures` (PNG) are called attest:<name> in the HTML; it reaches nothing else.
    """
    if not _IS_POSSIBLE:
        raise NoPdf
    return pdf_writer.write(html=html, css=css, pictures=pictures)


def pdf_answer(written: bytes, *, name: str) -> HttpResponse:
    """The file as a browser opens it; kept by no cache."""
    response = HttpResponse(written, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
