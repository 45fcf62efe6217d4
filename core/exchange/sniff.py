"""What a file really is, from its first bytes and its zip directory; its name says nothing.

Runs inside the reading process.
"""

import zipfile
from pathlib import Path
from typing import Literal

from core.exchange.limits import Limits
from core.exchange.wire import Refusal

Kind = Literal["workbook", "text", "gzip"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_STARTS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "text_document"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"ID;P", "other_format"),
    (b"TABLE\r\n0,1", "other_format"),
    (b"TABLE\n0,1", "other_format"),
    (b"SQLite format 3", "not_a_spreadsheet"),
    (b"\x7fELF", "not_a_spreadsheet"),
    (b"MZ\x90", "not_a_spreadsheet"),
)


def kind_of(path: Path, limits: Limits) -> Kind:
    """'workbook' (for calamine), 'text' (delimited) or 'gzip'; refuses everything else."""
    size = path.stat().st_size
    if size == 0:
        raise Refusal("empty")
    if size > limits.file_bytes:
        raise Refusal("file_too_large", megabytes=limits.file_bytes // (1024 * 1024))
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        _check_zip(path, limits)
        return "workbook"
    if head.startswith(_OLE):
        _check_ole(path)
        return "workbook"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    refuse_other_kinds(head)
    if head.startswith(_BIFF_STARTS):
        raise Refusal("other_format")
    return "text"


def refuse_other_kinds(head: bytes) -> None:
    """Refuse what is known to be neither a workbook nor delimited text."""
    for signature, code in _SIGNATURES:
        # "BM" also begins words: a bitmap has its size and zeros behind it.
        if head.startswith(signature) and not (signature == b"BM" and 0 not in head[2:14]):
            raise Refusal(code)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise Refusal("picture")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<" and text[1:2].isalpha() | (text[1:2] in b"!?"):
        raise Refusal("web_page")
    if text.startswith((b"{", b"[{")):
        raise Refusal("not_a_spreadsheet")


def _check_zip(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refusal("damaged") from error
    if len(entries) > limits.zip_entries:
        raise Refusal("unpacked_too_large")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Refusal("unpacked_too_large")
    names = [entry.filename.lstrip("/").replace("\\", "/").lower() for entry in entries]
    # Two entries of one name: programs disagree on which one is the sheet.
    if len(set(names)) != len(names):
        raise Refusal("damaged")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Refusal("text_document")
    if any(name.endswith((".iwa", "index.zip", "quicklook/preview.pdf")) for name in names):
        raise Refusal("other_format")
    known = ("[content_types].xml", "content.xml", "_rels/.rels", "xl/workbook.xml")
    if not any(name in known or name.startswith("xl/") for name in names):
        raise Refusal("archive" if names else "damaged")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("password")


def _check_ole(path: Path) -> None:
    """Old Word and PowerPoint files have the same first bytes as old Excel files."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refusal("password")
    if "WordDocument".encode("utf-16-le") in content:
        raise Refusal("text_document")
