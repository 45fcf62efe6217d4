"""The kinds of files that are taken: what each is called, and how it is told by its content."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from core.reasons import Text
from core.uploads.packages import (
    check_old_office,
    check_ooxml,
    check_opendocument,
    check_rtf,
    check_workbook,
)
from core.uploads.pdf import check_pdf
from core.uploads.pictures import check_picture
from core.uploads.plain import check_text

_OPENXML = "application/vnd.openxmlformats-officedocument."
_OPENDOC = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class FileKind:
    """`check(content)` raises FileRefused; `icon` is of the sprite."""

    label: Text
    content_type: str
    suffixes: tuple[str, ...]
    check: Callable[[bytes], None]
    icon: str = "file-earmark-text"


def _ooxml(label: Text, suffix: str, what: str, icon: str) -> FileKind:
    check = partial(check_ooxml, main_type=f"{what}.main+xml".encode())
    return FileKind(label, _OPENXML + what, (suffix,), check, icon)


def _opendocument(label: Text, suffix: str, what: str, icon: str) -> FileKind:
    check = partial(check_opendocument, mimetype=f"{_OPENDOC}{what}".encode())
    return FileKind(label, _OPENDOC + what, (suffix,), check, icon)


def _picture(label: Text, form: str, suffixes: tuple[str, ...]) -> FileKind:
    check = partial(check_picture, form=form)
    return FileKind(label, f"image/{form.lower()}", suffixes, check, "image")


_TEXT, _SHEET, _SLIDES = "file-earmark-text", "file-earmark-spreadsheet", "file-earmark"

KINDS = (
    FileKind(_("PDF"), "application/pdf", ("pdf",), check_pdf, "file-earmark-pdf"),
    _ooxml(_("Word"), "docx", "wordprocessingml.document", _TEXT),
    _ooxml(_("Excel"), "xlsx", "spreadsheetml.sheet", _SHEET),
    _ooxml(_("PowerPoint"), "pptx", "presentationml.presentation", _SLIDES),
    _opendocument(_("OpenDocument text"), "odt", "text", _TEXT),
    _opendocument(_("OpenDocument spreadsheet"), "ods", "spreadsheet", _SHEET),
    _opendocument(_("OpenDocument presentation"), "odp", "presentation", _SLIDES),
    FileKind(
        _("Word"), "application/msword", ("doc",), partial(check_old_office, stream="WordDocument")
    ),
    FileKind(_("Excel"), "application/vnd.ms-excel", ("xls",), check_workbook, _SHEET),
    FileKind(
        _("PowerPoint"),
        "application/vnd.ms-powerpoint",
        ("ppt",),
        partial(check_old_office, stream="PowerPoint Document"),
        _SLIDES,
    ),
    FileKind(_("RTF"), "application/rtf", ("rtf",), check_rtf, _TEXT),
    FileKind(_("Text"), "text/plain", ("txt",), check_text, _TEXT),
    FileKind(_("CSV"), "text/csv", ("csv",), check_text, _SHEET),
    _picture(_("Picture"), "PNG", ("png",)),
    _picture(_("Picture"), "JPEG", ("jpg", "jpeg")),
    _picture(_("Picture"), "GIF", ("gif",)),
    _picture(_("Picture"), "WEBP", ("webp",)),
)
BY_SUFFIX = {suffix: kind for kind in KINDS for suffix in kind.suffixes}
_BY_CONTENT_TYPE = {kind.content_type: kind for kind in KINDS}
WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm"})


def kind_of_content_type(content_type: str) -> FileKind | None:
    return _BY_CONTENT_TYPE.get(content_type)
