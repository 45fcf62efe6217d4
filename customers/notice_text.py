"""The text that staff write for a password notice: its placeholders, checked and filled in.

Pure, and plain text throughout: what is filled in is never read again, and a template escapes it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.reasons import Refused, say

LINK = "link"
PLACEHOLDERS = ("name", "shop", LINK, "customers")
SUBJECT_MAX = 200
BODY_MAX = 10_000

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class NoticeText:
    """What staff wrote, and in which language."""

    subject: str
    body: str
    language: str


@dataclass(frozen=True)
class Piece:
    """Part of a paragraph: text, or the address that the person follows."""

    text: str
    is_link: bool = False


@dataclass(frozen=True)
class Paragraph:
    pieces: tuple[Piece, ...]

    @property
    def is_link_alone(self) -> bool:
        """Drawn as a button."""
        return len(self.pieces) == 1 and self.pieces[0].is_link


def problems_of(subject: str, body: str) -> dict[str, Refused]:
    """Why the text cannot be sent: by "subject" and "body"; empty when it can.

    The link is for the text alone: subjects are shown in the mail log, and it opens an account.
    """
    found = {}
    if (refusal := _unknown(subject)) is not None:  # a Refused is falsy
        found["subject"] = refusal
    elif not subject.strip():
        found["subject"] = Refused(_("Write a subject."), "no_subject")
    elif LINK in _names(subject):
        found["subject"] = Refused(
            _("{link} belongs in the text: subjects are shown in the mail log."), "link_in_subject"
        )
    if (refusal := _unknown(body)) is not None:
        found["body"] = refusal
    elif LINK not in _names(body):
        found["body"] = Refused(_("Write {link} where the person shall find the link."), "no_link")
    return found


def _names(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text)


def _unknown(text: str) -> Refused | None:
    unknown = [f"{{{name}}}" for name in dict.fromkeys(_names(text)) if name not in PLACEHOLDERS]
    if not unknown:
        return None
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    reason = say(
        _("%(unknown)s means nothing here. What can be filled in is %(known)s."),
        unknown=", ".join(unknown)[:100],
        known=known,
    )
    return Refused(reason, "unknown_placeholder")


def fill(text: str, values: Mapping[str, str]) -> str:
    """With every placeholder filled in, once: a name that looks like one stays as it is."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def paragraphs(body: str, values: Mapping[str, str]) -> tuple[Paragraph, ...]:
    """The filled-in text by paragraph, with the link kept apart so that it can be drawn as one."""
    parts = _BLANK_LINES.split("\n".join(body.splitlines()).strip())
    return tuple(Paragraph(tuple(_pieces(part, values))) for part in parts if part)


def _pieces(part: str, values: Mapping[str, str]) -> list[Piece]:
    found = []
    for number, text in enumerate(part.strip().split(f"{{{LINK}}}")):
        if number:
            found.append(Piece(values[LINK], is_link=True))
        if text:
            found.append(Piece(fill(text, values)))
    return found
