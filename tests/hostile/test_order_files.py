"""Strangers' files sent as quick orders: lines to judge, or a clear refusal; never a crash."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from orders.models import CartLine
from orders.pasting import read_pasted
from tests.data_files import shared_data
from tests.hostile.strings import faults_of, naughty
from tests.hostile.test_spreadsheets import every_file
from tests.world import World

PARTS = 6
MOST = 5 * 1024 * 1024


@pytest.mark.parametrize("part", range(PARTS))
def test_every_spreadsheet_is_judged_or_refused(world: World, part: int) -> None:
    client = world.client(world.nora)
    statuses = set()
    for number, path in enumerate(every_file()):
        if number % PARTS != part or path.stat().st_size > MOST:
            continue
        file = SimpleUploadedFile(path.name, path.read_bytes())
        answer = client.post("/quick-order/", {"check": "1", "file": file})
        assert answer.status_code in {200, 422}, path.name
        if answer.status_code == 422:
            assert b"aria-invalid" in answer.content, path.name
        statuses.add(answer.status_code)
    assert 422 in statuses
    assert not CartLine.objects.exists()


def test_every_upload_is_judged_or_refused(world: World) -> None:
    client = world.client(world.nora)
    tried = 0
    for path in sorted(shared_data("uploads").rglob("*")):
        if not path.is_file() or path.stat().st_size > MOST:
            continue
        tried += 1
        file = SimpleUploadedFile(path.name, path.read_bytes())
        answer = client.post("/quick-order/", {"check": "1", "file": file})
        assert answer.status_code in {200, 422}, path.name
    assert tried > 20
    assert not CartLine.objects.exists()


def test_hostile_texts_are_read_and_shown_as_text(world: World) -> None:
    text = "\n".join(" ".join(each.split()) + " 1" for each in naughty())[:150_000]
    assert read_pasted(text).lines
    answer = world.client(world.nora).post("/quick-order/", {"check": "1", "pasted": text})
    assert answer.status_code in {200, 422}
    assert not faults_of(answer.content.decode())
