"""What a file really is: each kind that is taken, and each trick that is not."""

import json
import zlib
from collections.abc import Mapping

import pytest
from django.core.files.base import ContentFile

from core.uploads.errors import FileRefused
from core.uploads.judging import Judged, judge
from core.uploads.names import LONGEST_STEM, clean_file_name, clean_text
from tests.data_files import shared_data
from tests.uploads import docx, opendocument, package, pdf, picture

MOST = 20 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def judged(name: str, content: bytes, most: int = MOST) -> Judged:
    return judge(ContentFile(content, name=name), most_bytes=most)


def refusal(name: str, content: bytes, most: int = MOST) -> str:
    with pytest.raises(FileRefused) as refused:
        judged(name, content, most)
    assert str(refused.value.reason)
    return refused.value.code


def old_office(stream: str, *more: bytes) -> bytes:
    return OLE + b"\0" * 504 + stream.encode("utf-16-le") + b"\0" * 64 + b"".join(more)


TAKEN: Mapping[str, tuple[bytes, str]] = {
    "avtal.pdf": (pdf(), "application/pdf"),
    "avtal.PDF": (pdf(), "application/pdf"),
    "villkor.docx": (docx(), "wordprocessingml.document"),
    "priser.xlsx": (docx(main=EXCEL), "spreadsheetml.sheet"),
    "bilder.pptx": (docx(main=SLIDES), "presentationml.presentation"),
    "brev.odt": (opendocument("text"), "opendocument.text"),
    "priser.ods": (opendocument("spreadsheet"), "opendocument.spreadsheet"),
    "bilder.odp": (opendocument("presentation"), "opendocument.presentation"),
    "brev.doc": (old_office("WordDocument"), "application/msword"),
    "priser.xls": (old_office("Workbook"), "application/vnd.ms-excel"),
    "äldre.xls": (old_office("Book"), "application/vnd.ms-excel"),
    "bilder.ppt": (old_office("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "brev.rtf": (b"{\\rtf1 Hej p\\'e5 dig}\r\n", "application/rtf"),
    "rutin.txt": ("Ring före kl. 9. Åäö.".encode(), "text/plain"),
    "rutin-1252.txt": ("Ring före kl. 9.".encode("cp1252"), "text/plain"),
    "rutin-16.txt": ("Ring före kl. 9.".encode("utf-16"), "text/plain"),
    "priser.csv": (b"artikel;pris\r\n1;2,50\r\n", "text/csv"),
    "skiss.png": (picture("PNG"), "image/png"),
    "foto.jpg": (picture("JPEG"), "image/jpeg"),
    "foto.jpeg": (picture("JPEG"), "image/jpeg"),
    "skiss.gif": (picture("GIF"), "image/gif"),
    "foto.webp": (picture("WEBP"), "image/webp"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_common_format_is_taken_and_its_kind_told_by_content(name: str) -> None:
    content, content_type = TAKEN[name]
    found = judged(name, content)
    assert found.content_type.endswith(content_type)
    assert found.content == content
    assert len(found.sha256) == 64


@pytest.mark.parametrize("name", [name for name in TAKEN if not name.endswith((".txt", ".csv"))])
def test_no_content_passes_under_another_name(name: str) -> None:
    """Every kind under the suffix of every other: only pairs that share a format may pass."""
    content = TAKEN[name][0]
    own = TAKEN[name][1]
    for other, (_content, content_type) in TAKEN.items():
        if content_type != own:
            assert refusal(other, content), (name, other)


_LAUNCH = b"3 0 obj<</S /Launch/F(cmd.exe)>>endobj\n"
_JUMPS = b"3 0 obj<</Type/Catalog/OpenAction 7 0 R>>endobj 7 0 obj<</S/JavaScript/JS(x)>>endobj\n"
_ACTS = b"3 0 obj<</OpenAction<</S/URI/URI(http://x)>>>>endobj\n"
_HUGE = zlib.compress(b"\0" * (110 * 1024 * 1024), 9)
_BOMB = b"3 0 obj<</Filter/FlateDecode/Length 9>>stream\n" + _HUGE + b"\nendstream endobj\n"

REFUSED: Mapping[str, tuple[str, bytes, str]] = {
    "an executable": ("a.exe", b"MZ\x90\0" * 20, "kind"),
    "an executable as a PDF": ("a.pdf", b"MZ\x90\0" * 20, "not_what_it_says"),
    "an executable as text": ("a.txt", b"MZ\x90\0" * 20, "not_what_it_says"),
    "a web page": ("a.html", b"<!doctype html>", "kind"),
    "a web page as text": ("a.txt", b"\n <!doctype html><script>1</script>", "program"),
    "a web page in UTF-16 as text": ("a.txt", "<html>".encode("utf-16"), "program"),
    "PHP as CSV": ("a.csv", b"a;b\n<?php system('x');", "program"),
    "a shell script as text": ("a.txt", b"#!/bin/sh\nrm x", "program"),
    "SVG": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
    "SVG as a picture": ("a.png", b"<svg><script>1</script></svg>", "not_what_it_says"),
    "an archive": ("a.zip", package({"a.pdf": pdf()}), "kind"),
    "an archive as Word": ("a.docx", package({"a.pdf": pdf()}), "not_what_it_says"),
    "nothing": ("a.pdf", b"", "empty"),
    "no suffix": ("avtal", pdf(), "kind"),
    "two suffixes": ("avtal.pdf.exe", pdf(), "kind"),
    "half a PDF": ("a.pdf", pdf()[:60], "damaged"),
    "a PDF behind a page": ("a.pdf", b"<html>" + pdf(), "not_what_it_says"),
    "a PDF before an archive": ("a.pdf", pdf() + package({"x": b"y"}), "not_what_it_says"),
    "a PDF that starts a program": ("a.pdf", pdf(_LAUNCH), "program"),
    "a PDF that acts on opening": ("a.pdf", pdf(_ACTS), "program"),
    "a PDF that acts on opening, elsewhere": ("a.pdf", pdf(_JUMPS), "program"),
    "a PDF that unpacks without end": ("a.pdf", pdf(_BOMB), "bomb"),
    "a macro document": ("a.docm", docx(), "program"),
    "macros called .docx": ("a.docx", docx({"word/vbaProject.bin": b"x"}), "program"),
    "macros by type": ("a.docx", docx(main="application/vnd.x.macroEnabled.main+xml"), "program"),
    "old macros": ("a.xlsx", docx({"xl/macrosheets/s1.xml": b"<m/>"}, main=EXCEL), "program"),
    "macros of OpenDocument": ("a.odt", opendocument("text", {"Basic/M.xml": b"<m/>"}), "program"),
    "macros of 2003": (
        "a.doc",
        old_office("WordDocument", "_VBA_PROJECT".encode("utf-16-le")),
        "program",
    ),
    "macros of slides": (
        "a.ppt",
        old_office(
            "PowerPoint Document",
            b"\x1f\0\xff\x03\x14\0\0\0",
            b"\x02\0\0\x04\x0c\0\0\0",
            b"\x01\0\0\0" * 3,
        ),
        "program",
    ),
    "a program in a document": ("a.docx", docx({"word/embeddings/a.exe": b"MZ"}), "program"),
    "outside entities": (
        "a.docx",
        docx({"word/x.xml": b"<!DOCTYPE x [<!ENTITY y 'z'>]>"}),
        "program",
    ),
    "outside entities in UTF-16": (
        "a.docx",
        docx({"word/x.xml": "<!DOCTYPE x>".encode("utf-16")}),
        "program",
    ),
    "entities in OpenDocument": (
        "a.odt",
        opendocument("text", {"x.xml": b"<!DOCTYPE x [<!ENTITY y 'z'>]>"}),
        "program",
    ),
    "a way out of the folder": ("a.docx", docx({"../x.xml": b"<x/>"}), "damaged"),
    "two parts of one name": ("a.docx", docx({"WORD/document.xml": b"<x/>"}), "damaged"),
    "a document that unpacks without end": (
        "a.docx",
        docx({"word/x.bin": b"\0" * (60 * 1024 * 1024)}),
        "bomb",
    ),
    "half a document": ("a.docx", docx()[:-30], "damaged"),
    "a document with a password": ("a.docx", old_office("EncryptedPackage"), "password"),
    "RTF with an object": ("a.rtf", b"{\\rtf1 {\\object{\\*\\objdata 0105}}}", "program"),
    "RTF cut short": ("a.rtf", b"{\\rtf1 Hej", "not_what_it_says"),
    "half a picture": ("a.jpg", picture("JPEG")[:400], "damaged"),
    "a picture with a script": ("a.png", picture("PNG") + b"<script>1</script>", "program"),
    "a picture before an archive": ("a.gif", picture("GIF") + package({"x": b"y"}), "program"),
    "another picture": ("a.png", picture("JPEG"), "not_what_it_says"),
    "NUL in a sheet": ("a.csv", b"a;b\0;c", "not_what_it_says"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_careful_person_does_not_take_it(what: str) -> None:
    name, content, code = REFUSED[what]
    assert refusal(name, content) == code


def test_the_largest_file_is_taken_and_one_byte_more_is_not() -> None:
    content = pdf()
    assert judged("a.pdf", content, most=len(content)).size == len(content)
    assert refusal("a.pdf", content, most=len(content) - 1) == "too_large"


def test_a_page_that_unpacks_well_but_not_without_end_is_taken() -> None:
    stream = zlib.compress(b"BT /F1 12 Tf (Hej) Tj ET\n" * 400_000, 9)
    inside = b"3 0 obj<</Filter/FlateDecode>>stream\n" + stream + b"\nendstream endobj\n"
    assert judged("a.pdf", pdf(inside)).content_type == "application/pdf"


# Every file of the folder, and the answer of a careful person.
_SAMPLES = {
    ".hidden.pdf": "",
    "exif-orientation-examples__Portrait_8.jpg": "",
    "gen__CON.pdf": "",
    "gen__alpha.webp": "",
    "gen__cmyk.jpg": "",
    "gen__docx_xxe.docx": "program",
    "gen__gif_800_frames.gif": "",
    "gen__hostile_filenames.json": "kind",
    "gen__html_after_pdf_header.pdf": "not_what_it_says",
    "gen__html_named.pdf": "not_what_it_says",
    "gen__jpeg_comment_script.jpg": "program",
    "gen__pdf_flate_bomb_400mb.pdf": "bomb",
    "gen__pdf_launch_uri.pdf": "program",
    "gen__png_16bit_grey.png": "",
    "gen__png_bomb_20000x20000_rgb.png": "bomb",
    "gen__png_claims_2gx2g.png": "bomb",
    "gen__polyglot_gif_js.gif": "not_what_it_says",
    "gen__polyglot_pdf_zip.pdf": "not_what_it_says",
    "gen__shell.phtml": "kind",
    "gen__svg_billion.svg": "kind",
    "gen__svg_use_recursion.svg": "kind",
    "gen__test.swf": "kind",
    "gen__truncated.jpg": "damaged",
    "gen__xhtml.xhtml": "kind",
    "gen__zero.pdf": "empty",
    "sample-files__002-trivial-libre-office-writer_002-trivial-libre-office-writer.pdf": "",
    "sample-files__007-imagemagick-images_imagemagick-lzw.pdf": "",
    "sample-files__010-pdflatex-forms_pdflatex-forms.pdf": "",
    "sample-files__015-arabic_habibi-rotated.pdf": "",
    "sample-files__017-unreadable-meta-data_unreadablemetadata.pdf": "",
    "sample-files__018-base64-image_base64image.pdf": "",
    "sample-files__020-xmp_output_with_metadata_pymupdf.pdf": "",
    "sample-files__021-pdfa_crazyones-pdfa.pdf": "",
    "sample-files__023-cmyk-image_cmyk-image.pdf": "",
    "sample-files__024-annotations_annotated_pdf.pdf": "",
    "sample-files__025-attachment_with-attachment.pdf": "",
    "sample-files__026-latex-multicolumn_multicolumn.pdf": "",
}


@pytest.mark.parametrize("name", _SAMPLES)
def test_every_file_of_the_folder_of_uploads(name: str) -> None:
    content = shared_data(f"uploads/{name}").read_bytes()
    if code := _SAMPLES[name]:
        assert refusal(name, content) == code
    else:
        assert judged(name, content).content == content


def test_no_file_of_the_folder_is_forgotten() -> None:
    assert {path.name for path in shared_data("uploads").iterdir()} == set(_SAMPLES)


def test_real_spreadsheets_are_taken_and_hostile_ones_are_not() -> None:
    """By the name that says so: what somebody's office wrote, and what was made to harm."""
    folder = shared_data("spreadsheets")
    harm = (
        "bomb",
        "billion",
        "xxe",
        "quadratic",
        "traversal",
        "truncated",
        "encrypted",
        "fake_vba",
    )
    taken = 0
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        if any(word in path.name for word in harm):
            assert refusal(path.name, content)
        elif (
            path.name.startswith(("closedxml__", "roo__", "calamine__")) and path.suffix == ".xlsx"
        ):
            if path.name == "roo__type_openoffice.xlsx":  # an .ods by another name
                assert refusal(path.name, content) == "not_what_it_says"
                continue
            taken += 1
            assert judged(path.name, content).content == content
    assert taken > 20


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\win.pdf", "win.pdf"),
        ("C:\\fakepath\\Avtal 2026.PDF", "Avtal 2026.pdf"),
        ("a.pdf\0.exe", "a.pdf.exe"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\u0301\u0308.pdf", "á\u0308.pdf"),
        ("A\u030a\u0308rlig.pdf", "Å\u0308rlig.pdf"),
        ("file.pdf. ", "file.pdf"),
        (".pdf", "document.pdf"),
        ("...", "document"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.tar.pdf", "_LPT1.tar.pdf"),
        ('a"; filename="b.pdf', "a_; filename=_b.pdf"),
        ("a" * 300 + ".pdf", "a" * LONGEST_STEM + ".pdf"),
        ("räksmörgås.docx", "räksmörgås.docx"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(sent: str, kept: str) -> None:
    assert str(clean_file_name(sent)) == kept


def test_no_hostile_name_keeps_a_folder_or_anything_unseen() -> None:
    for name in json.loads(shared_data("uploads/gen__hostile_filenames.json").read_text()):
        kept = str(clean_file_name(name))
        assert kept == str(clean_file_name(kept)), ascii(name)
        assert kept.isprintable(), ascii(name)
        assert not set(kept) & set('/\\<>:"|?*'), ascii(name)
        assert kept.strip(". ") == kept != "", ascii(name)
        kept.encode()


def test_a_title_is_one_line_of_what_people_see() -> None:
    assert clean_text(" Leverans\r\nvillkor\u200b \u202e2026\0 ") == "Leverans villkor 2026"
