"""The manuals of `docs/` as pages: written once, read beside the work they are about.

Knows no shop: which manual tells of which page is said by the faces.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any, cast

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """`anchor` is the heading's id on the page."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Manual:
    """`html` is our own text, rendered; raw HTML in it would be shown as text."""

    title: str
    html: SafeString
    chapters: Sequence[Chapter]


@lru_cache(maxsize=16)
def read_manual(name: str, *, page_of: Link, picture_of: Link) -> Manual:
    """`docs/<name>.md`. `page_of` gives the address of another manual, `picture_of` of a picture.

    Raises FileNotFoundError. Read once a process.
    """
    text = (settings.BASE_DIR / "docs" / f"{name}.md").read_text(encoding="utf-8")
    writer = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = writer.parse(text)
    chapters = _name_headings(tokens)
    for token in _all(tokens):
        if token.type == "link_open":
            token.attrs["href"] = _address(str(token.attrs["href"]), page_of)
        elif token.type == "image":
            token.attrs["src"] = picture_of(PurePosixPath(str(token.attrs["src"])).name)
    title, *rest = chapters
    return Manual(
        title=title.title,
        html=mark_safe(writer.renderer.render(tokens[3:], writer.options, {})),  # noqa: S308
        chapters=tuple(rest),
    )


def _name_headings(tokens: Sequence[Token]) -> list[Chapter]:
    """Gives the first two levels of headings their ids. The first is the manual's title."""
    found = []
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag in {"h1", "h2"}:
            chapter = Chapter(slugify(inside.content), inside.content)
            opening.attrs["id"] = chapter.anchor
            found.append(chapter)
    return found


def _all(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *cast(Any, token.children or ()))]


def _address(href: str, page_of: Link) -> str:
    """A link to another manual leads to its page; any other stays as it is."""
    path, _mark, anchor = href.partition("#")
    if "/" in path or not path.endswith(".md"):
        return href
    return page_of(path.removesuffix(".md")) + (f"#{anchor}" if anchor else "")
