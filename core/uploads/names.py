"""What a file may be called: a name and nothing else, on any system and in any header."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_STEM = 100
_WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# Control, invisible and half characters, and those that turn the reading direction.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class FileName:
    """A clean name: no folder, nothing unseen, at most 100 characters before the suffix."""

    stem: str
    suffix: str  # in small letters, without the dot; "" if there is none

    def __str__(self) -> str:
        return f"{self.stem}.{self.suffix}" if self.suffix else self.stem


def clean_text(text: str) -> str:
    """On one line, without characters that nobody sees; å written as one character."""
    kept = (
        " " if each in "\t\r\n" else each
        for each in unicodedata.normalize("NFC", text)
        if each in "\t\r\n" or unicodedata.category(each) not in _UNSEEN
    )
    return " ".join("".join(kept).split())


def clean_file_name(name: str) -> FileName:
    """The last part of a path, whatever system wrote it."""
    last = clean_text(re.split(r"[/\\]", name.rstrip("/\\"))[-1])
    last = re.sub(r'[<>:"|?*]', "_", last).rstrip(" .")
    stem, dot, suffix = last.rpartition(".")
    if not dot:
        stem, suffix = last, ""
    stem = stem.strip(" .")[:LONGEST_STEM].rstrip(" .") or "document"
    if _WINDOWS_DEVICE.fullmatch(stem):
        stem = f"_{stem}"
    return FileName(stem, suffix.strip().lower())
