"""Reading a page as a person does: its words, and what a form would send without script."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Page(HTMLParser):
    """The words of a page, its links, and the values of each form by its id or its address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._words: list[str] = []
        self._form = ""
        self._select = ""
        self._textarea = ""
        self.links: list[str] = []
        self.buttons: list[dict[str, str]] = []
        self.forms: dict[str, dict[str, str]] = {}
        self.inputs: dict[str, str] = {}  # of every form, the last of a name
        self.next = ""
        self.fields_in_error: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).replace("\u00a0", " ").split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = found.get("id") or found.get("action", "")
            self.forms.setdefault(self._form, {})
        elif tag == "a":
            self.links.append(found.get("href", ""))
            if found.get("rel") == "next":
                self.next = self.links[-1]
        elif tag == "button":
            self.buttons.append(found)
        elif tag == "select":
            self._select = found.get("name", "")
        elif tag == "option" and "selected" in found:
            self._put(self._select, found.get("value", ""), {})
        elif tag == "textarea":
            self._textarea = found.get("name", "")
            self._put(self._textarea, "", found)
        elif tag == "input":
            self.inputs[found.get("name", "")] = found.get("value", "")
            self._input(found)
        if found.get("aria-invalid") == "true":
            self.fields_in_error.append(found.get("name", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._textarea:
            form = self.forms.setdefault(self._form, {})
            form[self._textarea] = (form.get(self._textarea, "") + data).removeprefix("\n")

    def _input(self, found: dict[str, str]) -> None:
        if found.get("type") in {"radio", "checkbox"} and "checked" not in found:
            return
        self._put(found.get("name", ""), found.get("value", ""), found)

    def _put(self, name: str, value: str, found: dict[str, str]) -> None:
        if name:
            self.forms.setdefault(found.get("form", self._form), {})[name] = value


def read(client: Client, url: str, status: int = 200) -> Page:
    """The page at `url`."""
    return page_of(client.get(url), status)


def page_of(response: Any, status: int = 200) -> Page:
    """The page that came, if it came with this status."""
    assert response.status_code == status, (response.status_code, response.content[:2000])
    return Page(response.content.decode())
