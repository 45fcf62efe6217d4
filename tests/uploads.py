"""Files for tests that hand one in: small, real, and made here."""

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Document
from customers.services.documents import DocumentDetails, add_document

_CONTENT_TYPES = '<Types><Override ContentType="{main}"/></Types>'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(inside: bytes = b"") -> bytes:
    """A PDF of no pages; `inside` is written among its objects."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        + inside
        + b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def package(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(extra: dict[str, bytes] | None = None, *, main: str = _WORD) -> bytes:
    types = _CONTENT_TYPES.format(main=main).encode()
    parts = {"[Content_Types].xml": types, "word/document.xml": b"<document/>"}
    return package(parts | (extra or {}))


def opendocument(what: str, extra: dict[str, bytes] | None = None) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{what}".encode()
    return package({"mimetype": mimetype, "content.xml": b"<content/>"} | (extra or {}))


def picture(form: str) -> bytes:
    target = BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, form)
    return target.getvalue()


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    """As a browser sends it; what it says of the kind is not to be believed."""
    return SimpleUploadedFile(name, content, content_type="application/x-msdownload")


def add(
    actor: Actor,
    owner: Customer | CustomerGroup,
    title: str = "Leveransvillkor",
    *,
    name: str = "villkor.pdf",
    content: bytes | None = None,
    shown: bool = True,
    routine: bool = False,
) -> Document:
    return add_document(
        actor=actor,
        owner=owner,
        file=sent(name, pdf() if content is None else content),
        details=DocumentDetails(title, is_visible_to_customer=shown, is_special_routine=routine),
    )
