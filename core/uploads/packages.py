"""Whether a file is an office document that may be handed on: OOXML, OpenDocument, old Office, RTF.

Documents with macros are refused, whatever they are called: a customer opens them in good faith.
"""

import re
import struct
import zipfile
from io import BytesIO
from zlib import error as ZlibError

from core.uploads.errors import (
    FileRefused,
    damaged,
    has_a_password,
    holds_a_program,
    not_what_it_says,
    unpacks_too_large,
)

_MOST_ENTRIES = 5_000
_MOST_UNPACKED = 300 * 1024 * 1024
_BOMB, _BOMB_RATIO = 50 * 1024 * 1024, 100
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (
    ".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse",
    ".wsf", ".hta", ".jar", ".msi", ".lnk", ".sh", ".php", ".phtml", ".swf",
)  # fmt: skip
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
_ENTITIES = (b"<!ENTITY",)
_DAMAGE = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, ZlibError)


def check_ooxml(content: bytes, *, main_type: bytes) -> None:
    """Word, Excel and PowerPoint since 2007; `main_type` is what its main part declares itself."""
    with _opened(content) as archive:
        names = _names(archive)
        if "[content_types].xml" not in names:
            raise not_what_it_says()
        types = _beginning(archive, names["[content_types].xml"], 1024 * 1024)
        types = types.replace(b"\0", b"")  # some write it in UTF-16
        macros = any(name.endswith("vbaproject.bin") for name in names)
        if macros or b"macroEnabled" in types or any("/macrosheets/" in name for name in names):
            raise holds_a_program()
        if main_type not in types:
            raise not_what_it_says()
        for name, entry in names.items():
            # Office never declares a document type: what does, reaches for other files.
            if name.endswith((".xml", ".rels")) and _says(archive, entry, _DECLARED):
                raise holds_a_program()


def check_opendocument(content: bytes, *, mimetype: bytes) -> None:
    with _opened(content) as archive:
        names = _names(archive)
        if "mimetype" not in names or _beginning(archive, names["mimetype"], 200) != mimetype:
            raise not_what_it_says()
        if any(name.startswith(("basic/", "scripts/")) for name in names):
            raise holds_a_program()
        for name, entry in names.items():
            if name == "meta-inf/manifest.xml" and b"encryption-data" in _beginning(
                archive, entry, 1024 * 1024
            ):
                raise has_a_password()
            if name.endswith(".xml") and _says(archive, entry, _ENTITIES):
                raise holds_a_program()


def check_old_office(content: bytes, *, stream: str) -> None:
    """Word, Excel and PowerPoint until 2003; `stream` is the name that its text is kept under."""
    if not content.startswith(_OLE):
        raise not_what_it_says()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise has_a_password()
    if stream.lower().encode("utf-16-le") not in content.lower():
        raise not_what_it_says()
    if "_VBA_PROJECT".encode("utf-16-le") in content or _slides_have_macros(content):
        raise holds_a_program()


def check_workbook(content: bytes) -> None:
    """An .xls: its stream has one of two names."""
    try:
        check_old_office(content, stream="Workbook")
    except FileRefused as refused:
        if refused.code != "not_what_it_says":
            raise
        check_old_office(content, stream="Book")


def check_rtf(content: bytes) -> None:
    if not content.startswith(b"{\\rtf") or not content.rstrip(b"\0\r\n\t ").endswith(b"}"):
        raise not_what_it_says()
    if re.search(rb"\\obj(?:data|update|autlink)", content):
        raise holds_a_program()


def _slides_have_macros(content: bytes) -> bool:
    """PowerPoint packs its macros; a record says whether there are any ([MS-PPT] VBAInfoAtom)."""
    for found in re.finditer(re.escape(b"\x1f\x00\xff\x03\x14\x00\x00\x00"), content):
        flag = content[found.end() + 12 : found.end() + 16]
        if len(flag) == 4 and struct.unpack("<I", flag)[0]:
            return True
    return False


def _opened(content: bytes) -> zipfile.ZipFile:
    """The package, if it is one from its first byte to its last and unpacks to a bearable size."""
    if not content.startswith(b"PK\x03\x04"):
        if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
            raise has_a_password()
        raise not_what_it_says()
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _DAMAGE as error:
        raise damaged() from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED:
        raise unpacks_too_large()
    if unpacked > _BOMB and unpacked > _BOMB_RATIO * len(content):
        raise unpacks_too_large()
    if any(entry.flag_bits & 1 for entry in entries):
        raise has_a_password()
    return archive


def _names(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Entries by name as programs compare them; two of one name are read differently by each."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = {entry.filename.lstrip("/").replace("\\", "/").lower(): entry for entry in entries}
    if len(names) != len(entries) or any(".." in name.split("/") for name in names):
        raise damaged()
    if any(name.endswith(_PROGRAMS) for name in names):
        raise holds_a_program()
    return names


def _beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    try:
        with archive.open(entry) as part:
            return part.read(most)
    except _DAMAGE as error:
        raise damaged() from error


def _says(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, words: tuple[bytes, ...]) -> bool:
    start = _beginning(archive, entry, 4096).replace(b"\0", b"")  # also where it is UTF-16
    return any(word in start for word in words)
