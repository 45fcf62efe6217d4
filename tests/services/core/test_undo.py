"""A ticket takes back one thing, for one person, for ten minutes."""

import time

import pytest

from core.undo import GOOD_FOR_SECONDS, Undo, UndoRefused, read_ticket, ticket_of
from customers.actors import Actor
from tests.world import World

UNDO = Undo("user-active", {"user_id": 7, "was": True})


def test_sam_takes_back_what_sam_did(world: World) -> None:
    sam = Actor(user=world.sam)
    assert read_ticket(ticket_of(UNDO, actor=sam), actor=sam) == UNDO


def test_nobody_else_uses_the_ticket_not_even_sam_as_somebody(world: World) -> None:
    sam = Actor(user=world.sam)
    ticket = ticket_of(UNDO, actor=sam)
    for other in (Actor(user=world.stina), Actor(user=world.sam, acted_by=world.stina)):
        with pytest.raises(UndoRefused, match="unknown"):
            read_ticket(ticket, actor=other)


@pytest.mark.parametrize("spoilt", ["", "nonsense", "~~", "W10~abc"])
def test_a_spoilt_ticket_is_refused(world: World, spoilt: str) -> None:
    sam = Actor(user=world.sam)
    with pytest.raises(UndoRefused, match="unknown"):
        read_ticket(spoilt, actor=sam)
    with pytest.raises(UndoRefused, match="unknown"):
        read_ticket("x" + ticket_of(UNDO, actor=sam), actor=sam)


def test_after_ten_minutes_it_is_too_late(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sam = Actor(user=world.sam)
    ticket = ticket_of(UNDO, actor=sam)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + GOOD_FOR_SECONDS - 5)
    assert read_ticket(ticket, actor=sam) == UNDO
    monkeypatch.setattr(time, "time", lambda: now + GOOD_FOR_SECONDS + 5)
    with pytest.raises(UndoRefused, match="too_late"):
        read_ticket(ticket, actor=sam)
