"""The words that staff write for a mail: what may stand in them, and how they become a mail.

Pure. Words are text with a little markup (paragraphs, bold, italics, links, lists) and
placeholders, `{{ order_number }}`. Nothing in them is run: a placeholder is a name from a list,
looked up once; what is filled in is text and is never read again.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from urllib.parse import unquote

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.reasons import Refused, Text, say

LINE_MAX = 200
TEXT_MAX = 5000
LINES = ("subject", "heading", "button")
TEXTS = ("intro", "closing")

_PLACEHOLDER = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
_MARKED = re.compile("\ue000([0-9]+)\ue001")
_NO_MARKUP: Sequence[tuple[re.Pattern[str], Text]] = (
    (re.compile(r"<[A-Za-z/!?]"), _("HTML is not read here: write “<” with a space after it.")),
    (re.compile(r"!\["), _("Pictures cannot be put into the words.")),
    (re.compile(r"^ {0,3}(#{1,6}\s|```|~~~)", re.M), _("Headings and code have no place here.")),
)
_STYLES = {
    "<p>": '<p style="margin:0 0 12px;">',
    "<ul>": '<ul style="margin:0 0 12px;padding:0 0 0 20px;">',
    "<ol>": '<ol style="margin:0 0 12px;padding:0 0 0 20px;">',
    '<a href="': '<a style="color:#0B5563;" href="',
}
_writer = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20}).enable(
    ["emphasis", "link", "list", "newline", "escape"]
)


@dataclass(frozen=True, slots=True)
class Words:
    """What staff wrote for one mail in one language; what is blank is ours."""

    subject: str = ""
    heading: str = ""
    intro: str = ""
    closing: str = ""
    button: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def keys(self) -> frozenset[str]:
        """Every placeholder that is used."""
        return frozenset(
            key for field in fields(self) for key in keys_in(getattr(self, field.name))
        )

    def beside(self, ours: "Words") -> "Words":
        """What was left as it is in ours stays ours, also when ours changes."""
        same = {
            field.name: ""
            for field in fields(self)
            if _squeezed(getattr(self, field.name)) == _squeezed(getattr(ours, field.name))
        }
        return replace(self, **same)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def tidy(words: Words) -> Words:
    """Lines as one line each, texts with one kind of line end."""
    lines = {name: _squeezed(getattr(words, name)) for name in LINES}
    texts = {name: "\n".join(getattr(words, name).splitlines()).strip() for name in TEXTS}
    return Words(**lines, **texts)


def keys_in(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text)


def problems_of(words: Words, known: Collection[str]) -> dict[str, Refused]:
    """Why they cannot be used: by field; empty when they can."""
    found = {}
    for name in (*LINES, *TEXTS):
        refusal = _problem(getattr(words, name), known, is_line=name in LINES)
        if refusal is not None:  # a Refused is falsy
            found[name] = refusal
    return found


def _problem(text: str, known: Collection[str], *, is_line: bool) -> Refused | None:
    most = LINE_MAX if is_line else TEXT_MAX
    if len(text) > most:
        return Refused(say(_("At most %(most)s characters."), most=most), "too_long")
    for place, letter in enumerate(text):
        if letter not in "\n\t" and unicodedata.category(letter) in {"Cc", "Co", "Cs"}:
            return _at(text, place, _("A character here cannot be written in a mail."), "character")
    if (refusal := _brace_problem(text, known)) is not None:
        return refusal
    return None if is_line else _markup_problem(text)


def _brace_problem(text: str, known: Collection[str]) -> Refused | None:
    for match in _PLACEHOLDER.finditer(text):
        if match[1] not in known:
            reason = say(_("%(what)s means nothing in this mail."), what=match[0][:60])
            return _at(text, match.start(), reason, "unknown_placeholder")
    rest = _PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    if found := re.search(r"[{}]", rest):
        reason = _("Braces only stand around what is filled in, as in the list beside.")
        return _at(text, found.start(), reason, "braces")
    return None


def _markup_problem(text: str) -> Refused | None:
    for pattern, reason in _NO_MARKUP:
        if found := pattern.search(text):
            return _at(text, found.start(), reason, "markup")
    for block in _writer.parse(_marked(text)[0]):
        for token in block.children or ():
            href = str(token.attrs.get("href", ""))
            if "](" in token.content or (href and not _is_address(href)):
                reason = _("A link is written [words](https://address), without braces inside.")
                return _numbered((block.map or [0])[0] + 1, reason, "link")
    return None


def _is_address(href: str) -> bool:
    """A whole address, which a mail keeps: nothing is filled in, not in its host either, where a
    sign would be written as another name."""
    if not href.lower().startswith(("https://", "http://", "mailto:")):
        return False
    if "\ue000" in unquote(_writer.normalizeLinkText(href)):
        return False
    return "href" in _cleaned(f'<a href="{escape(href)}">.</a>')


def _at(text: str, place: int, reason: Text, code: str) -> Refused:
    return _numbered(text.count("\n", 0, place) + 1, reason, code)


def _numbered(line: int, reason: Text, code: str) -> Refused:
    return Refused(say(_("Line %(line)s: %(reason)s"), line=line, reason=reason), code)


# From words to a mail


def filled(text: str, values: Mapping[str, str]) -> str:
    """With every placeholder filled in, once. KeyError for one that is not in `values`."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


def as_html(text: str, values: Mapping[str, str]) -> SafeString:
    """The markup as HTML for a mail; values are escaped like all text."""
    tokens = _tokens(text, values)
    drawn = str(_writer.renderer.render(tokens, _writer.options, {}))
    cleaned = _cleaned(drawn)
    for plain, styled in _STYLES.items():  # text holds no "<" any more
        cleaned = cleaned.replace(plain, styled)
    return SafeString(cleaned.strip())


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags={"p", "br", "strong", "em", "a", "ul", "ol", "li"},
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def as_text(text: str, values: Mapping[str, str]) -> str:
    """The same as plain text: addresses after their words, lists with dashes or numbers."""
    blocks: list[str] = []
    lists: list[int | None] = []  # the next number of each open list, None: dashes
    bullet, is_first = "", True
    for token in _tokens(text, values):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            start = int(token.attrs.get("start", 1)) if token.type[0] == "o" else None
            is_first = not lists
            lists.append(start)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            number = lists[-1]
            bullet = "- " if number is None else f"{number}. "
            lists[-1] = None if number is None else number + 1
        elif token.type == "inline":
            indent = "  " * (len(lists) - 1 if bullet else len(lists))
            said = _said(token.children or ()).replace("\n", "\n" + indent + " " * len(bullet))
            # Between items no line is left blank; between paragraphs one is.
            gap = "\n" if bullet and not is_first else "\n\n"
            blocks.append((gap if blocks else "") + indent + bullet + said)
            bullet, is_first = "", False
    return "".join(blocks)


def _said(children: Sequence[Token]) -> str:
    said, href, since = "", "", 0
    for token in children:
        if token.type == "link_open":
            href, since = str(token.attrs["href"]).removeprefix("mailto:"), len(said)
        elif token.type == "link_close":
            said += "" if said[since:] == href else f" ({href})"
        elif token.type in {"softbreak", "hardbreak"}:
            said += "\n"
        else:
            said += token.content
    return said


def _tokens(text: str, values: Mapping[str, str]) -> list[Token]:
    """Read as markup with signs in the place of the placeholders, which are filled in after."""
    marked, keys = _marked(text)
    tokens = _writer.parse(marked)
    for block in tokens:
        for token in block.children or ():
            token.content = _MARKED.sub(lambda mark: values[keys[int(mark[1])]], token.content)
    return tokens


def _marked(text: str) -> tuple[str, list[str]]:
    keys: list[str] = []

    def sign(match: re.Match[str]) -> str:
        keys.append(match[1])
        return f"\ue000{len(keys) - 1}\ue001"

    return _PLACEHOLDER.sub(sign, text), keys
