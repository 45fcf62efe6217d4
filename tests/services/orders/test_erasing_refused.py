"""Who may erase whom, what must be typed, and that the erased stay erased (C11)."""

import pytest
from django.utils import timezone

from customers.errors import CustomersRefused, NotPermitted
from customers.services.users import set_active
from orders.services.erasing import erase_person
from tests.traces import REASON, erase, inactive, nora
from tests.world import World


def test_the_right_person_is_typed_and_why_is_written(world: World) -> None:
    stina, person = world.actor(world.stina), inactive(world)
    for typed, reason, code in (
        ("otto@example.com", REASON, "typed"),
        ("", REASON, "typed"),
        ("nora@example.com", " ", "no_reason"),
    ):
        with pytest.raises(CustomersRefused) as refused:
            erase_person(actor=stina, user=person, typed=typed, reason=reason)
        assert refused.value.code == code
    assert nora(world).erased_at is None


def test_only_administrators_erase_and_only_who_is_inactive(world: World) -> None:
    with pytest.raises(NotPermitted) as refused:
        erase_person(
            actor=world.actor(world.stina),
            user=nora(world),
            typed="nora@example.com",
            reason=REASON,
        )
    assert refused.value.code == "active"
    person = inactive(world)
    for who in (world.sam, world.greta, world.nora, None):
        with pytest.raises(NotPermitted):
            erase_person(
                actor=world.actor(who), user=person, typed="nora@example.com", reason=REASON
            )
    assert nora(world).erased_at is None


def test_the_erased_do_not_come_back(world: World) -> None:
    epoch = inactive(world).session_epoch
    erased = erase(world)
    assert erased.session_epoch > epoch, "a visit of before is nobody's"
    with pytest.raises(NotPermitted) as refused:
        set_active(actor=world.actor(world.stina), user=erased, is_active=True)
    assert refused.value.code == "erased"
    with pytest.raises(NotPermitted):
        erase_person(actor=world.actor(world.stina), user=erased, typed=erased.email, reason=REASON)
    assert erased.erased_at is not None
    assert erased.erased_at <= timezone.now()
