"""Reading the pages of statistics: addresses, tables, key figures and what a page costs."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.reading import Page, read

URL = "/my/group/statistics/"
MARCH = "placed_from=2026-03-01&placed_to=2026-03-31"
Clock = Callable[[str], None]
AMOUNT = r"(\d[\d ]*,\d\d) kr"


def amount(text: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace(",", "."))


def table_of(client: Client, url: str, heading: str) -> list[tuple[str, str, Decimal]]:
    """(name, address, value) of each row of the table with this heading, the total last."""
    html = client.get(url).content.decode().replace("\u00a0", " ")
    found = re.search(rf"<caption[^>]*>{heading}</caption>.*?</table>", html, re.S)
    assert found is not None, url
    rows = []
    for row in found[0].split("<tr")[2:]:
        name = re.search(r'<th scope="row">(?:<a href="([^"]*)">)?([^<]*)', row)
        values = re.findall(AMOUNT, row)
        assert name is not None
        rows.append(
            (name[2], (name[1] or "").replace("&amp;", "&"), amount(values[-1] if values else "0"))
        )
    return rows


def all_rows(client: Client, url: str, heading: str) -> Iterator[Decimal]:
    """The last amount in each row of a list, page after page."""
    while url:
        page = read(client, url)
        assert page.text
        if "Nothing in these days" in page.text or "Inget under" in page.text:
            return
        yield from (value for _name, _url, value in table_of(client, url, heading))
        url = f"{urlsplit(url).path}{page.next.partition('#')[0]}" if page.next else ""
        if page.next.startswith("/"):
            url = page.next.partition("#")[0]


def figure_of(page: Page) -> Decimal:
    """The first key figure of a page."""
    found = re.search(AMOUNT, page.text)
    assert found is not None
    return amount(found[1])


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
