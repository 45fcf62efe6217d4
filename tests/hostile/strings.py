"""Text that breaks programs: the big list of naughty strings, some of our own, and how to look."""

import json
from html.parser import HTMLParser

from tests.data_files import shared_data

MARK = "<zqx onload=alert(1)>"  # an element that no page of ours has

# Each breaks out of another place: text, attribute, script, template, address, SQL, spreadsheet.
OWN = (
    MARK,
    f"\"'>{MARK}",
    f"</textarea></title></script>{MARK}",
    "{{ 7|add:7 }}{% debug %}",
    "%(name)s %s {0} {name}",
    "javascript:alert(1)",
    "'; DROP TABLE orders_order; --",
    "\\'; SELECT pg_sleep(9); --",
    "=HYPERLINK(1)",
    "a\r\nBcc: all@example.com",
    "\u202egnp.exe",
    "\ufeffå\u0301 ﷽ 👩‍👩‍👧 \u2028\u2029",
    "%00%0d%0aSet-Cookie: a=b",
    "١٢٣ ², ①",
    "a" * 300,
    "(" * 200,
    "' OR 1=1 & | ! <-> :*",
)
NUL = "a\x00b"


def naughty() -> list[str]:
    """Some 500 strings; needs the shared data."""
    found: list[str] = json.loads(shared_data("text/blns.json").read_text())
    return [text for text in found if text]


class _Reader(HTMLParser):
    """Notes what no page of ours may have."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "zqx":
            self.faults.append("text of a visitor became an element")
        if tag == "style" or (tag == "script" and "src" not in names):
            self.faults.append(f"inline <{tag}>")
        for name, value in attrs:
            text = (value or "").strip().lower()
            if name.startswith(("on", "hx-on")) or name == "style":
                self.faults.append(f"<{tag} {name}>")
            runs = text.startswith(("javascript:", "vbscript:", "data:text"))
            if runs and name not in {"value", "alt", "title", "content"}:
                self.faults.append(f"<{tag} {name}={text[:30]}>")
            if name in {"src", "href", "action"} and text.startswith(("http:", "https:", "//")):
                self.faults.append(f"<{tag} {name}={text[:40]}> leads away")


def faults_of(html: str) -> list[str]:
    """Inline code, addresses that run or lead away, and elements made of a visitor's text."""
    reader = _Reader()
    reader.feed(html)
    return reader.faults
