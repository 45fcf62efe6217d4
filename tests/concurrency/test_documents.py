"""Two people with one document at once: one whole outcome, and no file without a name."""

from functools import partial

import pytest
from django.apps import apps
from django.core.files.storage import storages

from customers.models import Document
from customers.services.documents import (
    DocumentDetails,
    DocumentGone,
    change_document,
    delete_document,
)
from tests.concurrency.threads import at_once
from tests.uploads import add
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_two_who_delete_one_document_delete_it_once() -> None:
    world = build_world()
    sam, greta = world.actor(world.sam), world.actor(world.greta)
    for _round in range(10):
        document = add(greta, world.school)
        name, pk = str(document.file.name), document.pk
        answers = at_once(
            [
                partial(delete_document, actor=sam, document_id=pk),
                partial(delete_document, actor=greta, document_id=pk),
            ]
        )
        assert sum(isinstance(answer, DocumentGone) for answer in answers) == 1, answers
        assert sum(isinstance(answer, Document) for answer in answers) == 1, answers
        assert not storages["documents"].exists(name)
        events = apps.get_model("customers", "DocumentEvent").objects.filter(pgh_obj_id=pk)
        assert events.filter(pgh_label="delete").count() == 1


def test_a_change_meets_a_deletion_and_brings_nothing_back() -> None:
    world = build_world()
    sam, other = world.actor(world.sam), DocumentDetails("Annat")
    for _round in range(10):
        pk = add(sam, world.school).pk
        answers = at_once(
            [
                partial(delete_document, actor=sam, document_id=pk),
                partial(change_document, actor=sam, document_id=pk, details=other),
            ]
        )
        assert isinstance(answers[0], Document), answers
        assert isinstance(answers[1], Document | DocumentGone), answers
        assert not Document.objects.filter(pk=pk).exists()
