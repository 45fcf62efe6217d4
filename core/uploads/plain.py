"""Whether a file is plain text that may be handed on."""

import codecs
import re

from core.uploads.errors import holds_a_program, not_what_it_says

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What no text holds; the old end mark of DOS may stand last.
_CONTROL = re.compile(r"[\0-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_MARKUP = re.compile(r"\s*(?:<[a-z!?]|#!)", re.IGNORECASE)
_SCRIPT = re.compile(r"<script|<\?php", re.IGNORECASE)
_OTHERS = ("%PDF-", "{\\rtf", "GIF87a", "GIF89a")


def check_text(content: bytes) -> None:
    """FileRefused unless it is text in UTF-8, UTF-16 or a Western code page, and only text."""
    text = _read(content).removeprefix("\ufeff")
    if _CONTROL.search(text.rstrip("\x1a")) or text.startswith(_OTHERS):
        raise not_what_it_says()
    if _MARKUP.match(text) or _SCRIPT.search(text):
        raise holds_a_program()


def _read(content: bytes) -> str:
    try:
        return content.decode("utf-16" if content.startswith(_WIDE) else "utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")
