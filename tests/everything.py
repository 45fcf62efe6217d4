"""Looks everywhere at once: every table, kept file and page of staff. For what must not be.

`where(words)` names the places that hold one of the words, in any letter case.
"""

import io
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client

from core.access.checks import doors
from customers.models import ShopSession

STORAGES = ("default", "private", "documents")


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def rows_of(table: str) -> Iterator[str]:
    """Every row as PostgreSQL writes it, bytes as hex."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        for (row,) in cursor.fetchall():
            yield row


def sessions() -> Iterator[str]:
    """What is kept of a visit, unpacked: the table holds it compressed."""
    for session in ShopSession.objects.all():
        yield str(session.get_decoded())


def files() -> Iterator[tuple[str, str]]:
    """Every file that the shop keeps, by name; a workbook is looked into."""
    for name in STORAGES:
        storage = storages[name]
        assert isinstance(storage, FileSystemStorage)
        for path in Path(storage.location).rglob("*"):
            if path.is_file():
                yield f"{name}/{path.name}", _text(path.read_bytes())


def forget_files() -> None:
    """Files outlive a test's transaction: what earlier tests of the run kept is not this one's."""
    for name in STORAGES:
        storage = storages[name]
        assert isinstance(storage, FileSystemStorage)
        shutil.rmtree(storage.location, ignore_errors=True)


def _text(content: bytes) -> str:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("latin-1")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(each).decode("latin-1") for each in archive.namelist())


def staff_pages(client: Client, **known: object) -> Iterator[tuple[str, str]]:
    """Every page of the back office that opens with these ids, and those of My pages."""
    for door in doors():
        if "GET" not in door.methods or not door.address.startswith(("staff/", "my/")):
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", door.address)
        if not set(names) <= set(known):
            continue
        path = "/" + re.sub(
            r"<(?:\w+:)?(\w+)>", lambda match: str(known[match.group(1)]), door.address
        )
        response = client.get(path)
        if response.status_code == 200:
            yield path, _text(body_of(response))


def body_of(response: Any) -> bytes:
    """The whole answer, also of one that is sent bit by bit."""
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    content: bytes = response.content
    return content


def where(words: Iterable[str], *, but_not: Iterable[str] = ()) -> list[str]:
    """The tables, sessions and files that hold a word; `but_not` are tables where it may be."""
    wanted = [word.lower() for word in words]
    assert wanted, "nothing to look for"
    assert all(len(word) > 5 for word in wanted), "too short to mean anything"
    found = []
    for table in tables():
        if table not in set(but_not):
            found += [f"{table}: {hit}" for hit in _hits(rows_of(table), wanted)]
    found += [f"session: {hit}" for hit in _hits(sessions(), wanted)]
    found += [f"{name}: {hit}" for name, text in files() for hit in _hits([text], wanted)]
    return found


def _hits(texts: Iterable[str], wanted: list[str]) -> list[str]:
    return [f"{word} in {text[:300]}" for text in texts for word in wanted if word in text.lower()]
