"""What strangers send with an application: files that are not what they say, words that break."""

import time

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.form_guard import STARTED, started_token
from core.uploads.errors import FileRefused
from core.uploads.judging import judge
from customers.actors import ANONYMOUS
from marketing.models import Application, ApplicationDocument, ApplicationRequest
from marketing.services.applications import FileOfApplicationRefused, apply
from tests.data_files import shared_data
from tests.hostile.strings import NUL, OWN, faults_of, naughty
from tests.services.marketing.applications import details
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/account/wholesale/"


def _verdict(name: str, content: bytes) -> str:
    try:
        judge(ContentFile(content, name=name), most_bytes=settings.DOCUMENT_FILE_MAX_BYTES)
    except FileRefused as refused:
        return refused.code
    return ""


def test_every_file_is_taken_or_refused_as_a_document_is(world: World) -> None:
    taken = refused = 0
    for n, path in enumerate(sorted(shared_data("uploads").iterdir())):
        content, said = path.read_bytes(), ""
        try:
            apply(
                actor=ANONYMOUS,
                details=details(email=f"kim{n}@example.com"),
                written={},
                files=[SimpleUploadedFile(path.name, content)],
                language="en",
                ip_address=None,
            )
        except FileOfApplicationRefused as found:
            said = found.code
            refused += 1
        else:
            taken += 1
            assert ApplicationDocument.objects.latest("pk").size == len(content)
        assert said == _verdict(path.name, content), path.name
    assert taken > 5
    assert refused > 5
    assert Application.objects.count() == taken


def test_naughty_words_are_kept_as_text_or_refused_with_a_word(world: World) -> None:
    client = Client()
    started = started_token("WholesaleForm", time.time() - 10)
    texts = [*OWN, NUL, *naughty()]
    kept = 0
    for n, text in enumerate(texts):
        sheet = {
            "company": text,
            "org_number": text[:30],
            "vat_number": text[:20],
            "country": "SE",
            "website": text,
            "street": text,
            "postal_code": text[:20],
            "city": text[:100],
            "first_name": text[:100],
            "last_name": text[:100],
            "email": f"kim{n}@example.com",
            "phone": text[:40],
            "words": text,
            STARTED: started,
        }
        done = client.post(PAGE, sheet)
        assert done.status_code in (302, 422), text
        if done.status_code == 422:
            assert not faults_of(done.content.decode()), text
            done = client.post(PAGE, sheet | {"company": text[:60] or "x", "website": ""})
        kept += done.status_code == 302
        ApplicationRequest.objects.all().delete()  # one place may send twenty an hour
    assert kept > len(texts) // 2
    stina = world.client(world.stina)
    for application in Application.objects.order_by("-pk")[:60]:
        page = stina.get(f"/staff/applications/{application.pk}/")
        assert page.status_code == 200
        assert not faults_of(page.content.decode()), application.company
    for page_of in ("?view=pending", "?view=all&q=%27%22%3C", "?view=pending&q=%00"):
        page = stina.get(f"/staff/applications/{page_of}")
        assert not faults_of(page.content.decode())
