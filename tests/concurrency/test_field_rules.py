"""Two staff at the rule of one field at once: one is saved, the other is told; nothing is lost."""

from functools import partial
from typing import Any

import pytest

from core.history import events_of
from customers.errors import CustomersRefused
from customers.field_patterns import NOTHING, Said
from customers.models import FieldRule, StaffRole
from customers.selectors.field_rules import SHOP, Scope, said_in
from customers.services.field_rules import seen_of, set_field_rule, set_required_fields
from tests.concurrency.threads import at_once, while_it_waits
from tests.world import build_world, make_user

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("whose", ["shop", "group", "customer"])
def test_of_two_who_save_the_same_field_one_is_told(whose: str) -> None:
    """Both opened the page before either saved; the first time there is no row to lock."""
    world = build_world()
    siv = make_user("siv@example.com", "Siv", "Ek", staff_role=StaffRole.ADMINISTRATOR)
    scope = {
        "shop": SHOP,
        "group": Scope(group=world.norrvik),
        "customer": Scope(customer=world.school),
    }[whose]
    stood = NOTHING
    for length in range(10, 20, 2):
        wanted = (Said(max_length=length), Said(prefix="P", max_length=length + 1))
        answers = at_once(
            [
                partial(
                    set_field_rule,
                    actor=world.actor(who),
                    scope=scope,
                    section="checkout",
                    field="cost_centre",
                    said=said,
                    seen=seen_of(stood),
                )
                for who, said in zip((world.stina, siv), wanted, strict=True)
            ]
        )
        refused = [answer for answer in answers if isinstance(answer, Exception)]
        assert len(refused) == 1, answers
        assert isinstance(refused[0], CustomersRefused)
        assert refused[0].code == "changed_since"
        stood = said_in(scope, "checkout", "cost_centre")
        assert stood == wanted[answers.index(None)]
    assert FieldRule.objects.count() == 1
    assert events_of(FieldRule).count() == 5, "each that was saved is remembered, nothing else"


def test_what_is_said_of_a_field_outlives_a_box_that_is_ticked_meanwhile() -> None:
    """The page of boxes says only whether a field is required: it waits, and keeps the rest."""
    world = build_world()
    stina = world.actor(world.stina)
    rule: dict[str, Any] = {
        "actor": stina,
        "scope": SHOP,
        "section": "checkout",
        "field": "cost_centre",
    }
    ticked = partial(set_required_fields, actor=stina, section="checkout", required=["cost_centre"])
    said = partial(set_field_rule, said=Said(max_length=12, labels={"en": "Project"}), **rule)
    shops = type(world.shop).objects.filter(pk=world.shop.pk)
    assert while_it_waits(shops, ticked, said) is None
    kept = said_in(SHOP, "checkout", "cost_centre")
    assert (kept.is_required, kept.max_length, kept.labels) == (True, 12, {"en": "Project"})


def test_two_fields_of_one_scope_at_once_are_both_saved() -> None:
    world = build_world()
    scope = Scope(group=world.norrvik)
    for length in range(10, 15):
        fields = ("cost_centre", "goods_marking", "customer_reference")
        answers = at_once(
            [
                partial(
                    set_field_rule,
                    actor=world.actor(world.stina),
                    scope=scope,
                    section="checkout",
                    field=field,
                    said=Said(max_length=length),
                )
                for field in fields
            ]
        )
        assert answers == [None] * 3
        assert {said_in(scope, "checkout", field).max_length for field in fields} == {length}
