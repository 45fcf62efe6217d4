"""One quick order sent several times at once, and one label pressed twice: added once."""

from functools import partial

import pytest

from orders.models import CartLine
from orders.pasting import AskedLine
from orders.services.labels import PressedAgain, add_by_label
from orders.services.quick_order import QuickAdded, add_quick_order
from tests.concurrency.threads import at_once
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_a_form_sent_six_times_at_once_adds_once() -> None:
    world = build_world()
    send = partial(
        add_quick_order,
        actor=world.actor(world.nora),
        session_token="",
        asked=[AskedLine("ND-4012-GB", "2"), AskedLine("LY-0650-UC", "1")],
        chosen={},
        token="abc",
    )
    results = at_once([send] * 6)
    added = [each for each in results if isinstance(each, QuickAdded) and not each.was_there]
    assert len(added) == 1, results
    assert sorted(CartLine.objects.values_list("quantity", flat=True)) == [1, 2]


def test_a_label_pressed_four_times_at_once_asks_three_times() -> None:
    world = build_world()
    press = partial(
        add_by_label, actor=world.actor(world.nora), variant_id=world.paper.pk, quantity=5
    )
    results = at_once([press] * 4)
    assert sum(isinstance(each, PressedAgain) for each in results) == 3, results
    assert CartLine.objects.get().quantity == 5
