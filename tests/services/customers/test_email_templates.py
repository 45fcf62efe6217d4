"""Who may change the words of mails, whichever door they come by."""

from collections.abc import Callable
from typing import Any

import pytest

from core.email_templates import kind_or_404
from core.email_words import Words
from core.models import EmailTemplateVersion, OutgoingEmail
from customers.actors import Actor
from customers.errors import NotPermitted
from customers.services.email_templates import (
    publish_words,
    reset_words,
    restore_words,
    try_words,
)
from tests.world import World

CONFIRMED = kind_or_404("orders/confirmed", "en")
MINE = Words(subject="Thanks for {{ order_number }}")
MAIL: dict[str, Any] = {"kind": CONFIRMED, "language": "en"}

DOINGS: dict[str, Callable[[World, Actor], object]] = {
    "publish": lambda _world, actor: publish_words(actor=actor, words=MINE, seen=1, **MAIL),
    "restore": lambda _world, actor: restore_words(actor=actor, number=1, seen=1, **MAIL),
    "reset": lambda _world, actor: reset_words(actor=actor, seen=1, **MAIL),
    "test": lambda world, actor: try_words(
        actor=actor, words=MINE, context=CONFIRMED.sample(), to=world.sam, **MAIL
    ),
}


@pytest.mark.parametrize("doing", list(DOINGS))
def test_only_staff_administrators_change_or_try_the_words_of_mails(
    world: World, doing: str
) -> None:
    stina = world.actor(world.stina)
    publish_words(actor=stina, words=MINE, seen=0, **MAIL)
    acting = world.actor(world.greta, acted_by=world.stina)
    for actor in (*map(world.actor, (world.sam, world.greta, world.nora, None)), acting):
        with pytest.raises(NotPermitted):
            DOINGS[doing](world, actor)
    assert EmailTemplateVersion.objects.get().number == 1
    assert not OutgoingEmail.objects.filter(event_key__startswith="test-").exists()


def test_an_administrator_publishes_resets_restores_and_tries(world: World) -> None:
    stina = world.actor(world.stina)
    publish_words(actor=stina, words=MINE, seen=0, **MAIL)
    reset_words(actor=stina, seen=1, **MAIL)
    restore_words(actor=stina, number=1, seen=2, **MAIL)
    numbers = EmailTemplateVersion.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]
    assert EmailTemplateVersion.objects.get(number=3).subject == MINE.subject
    DOINGS["test"](world, stina)
    assert OutgoingEmail.objects.filter(event_key__startswith="test-").count() == 1
