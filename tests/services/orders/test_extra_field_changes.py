"""Extra fields themselves: who changes them, and what an answered one keeps."""

import pytest

from customers.errors import CustomersRefused, NotPermitted
from customers.models import ExtraField
from customers.services.extra_fields import (
    ExtraFieldRefused,
    Scope,
    delete_extra_field,
    move_extra_field,
    save_extra_field,
    switch_extra_field,
)
from tests.questions import answering, ask, replace_details
from tests.world import World


def test_a_field_that_was_answered_keeps_its_kind_and_is_not_removed(world: World) -> None:
    project, other = ask(world, "Project"), ask(world, "Other")
    answering(world, world.nora, (world.headset, 1), extra={project.key: "P-12"})
    project.refresh_from_db()
    stina = world.actor(world.stina)
    with pytest.raises(ExtraFieldRefused) as refused:
        save_extra_field(
            actor=stina,
            scope=Scope(),
            details=replace_details(project, kind="number"),
            field=project,
            version=1,
        )
    assert list(refused.value.problems) == ["kind"]
    with pytest.raises(CustomersRefused) as kept:
        delete_extra_field(actor=stina, scope=Scope(), field=project)
    assert kept.value.code == "answered"
    delete_extra_field(actor=stina, scope=Scope(), field=other)
    assert list(ExtraField.objects.all()) == [project]


def test_the_second_of_two_who_change_a_field_looks_again(world: World) -> None:
    project = ask(world, "Project")
    stina = world.actor(world.stina)
    saved = {"actor": stina, "scope": Scope(), "field": project, "version": 1}
    save_extra_field(details=replace_details(project, label="Job"), **saved)  # type: ignore[arg-type]
    with pytest.raises(CustomersRefused) as refused:
        save_extra_field(details=replace_details(project, label="Case"), **saved)  # type: ignore[arg-type]
    assert refused.value.code == "changed_since"
    project.refresh_from_db()
    assert project.label == "Job"


def test_the_twenty_first_field_is_refused_in_words(world: World) -> None:
    for number in range(10):
        ask(world, f"Shop {number}")
        ask(world, f"Own {number}", customer=world.nora.customer)
    for scope in ({"customer": world.nora.customer}, {"group": world.nora.customer.main_group}, {}):
        with pytest.raises(CustomersRefused) as refused:
            ask(world, "One more", **scope)
        assert refused.value.code == "too_many"
        assert "At most 20" in str(refused.value.reason)
    ask(world, "Vestby asks", customer=world.otto.customer)
    ask(world, "Not in use", is_active=False)


def test_only_who_may_change_them_does(world: World) -> None:
    details = replace_details(ask(world, "Project"))
    for who in (world.nora, world.greta):
        with pytest.raises(NotPermitted):
            save_extra_field(
                actor=world.actor(who), scope=Scope(customer=who.customer), details=details
            )
    with pytest.raises(NotPermitted):
        save_extra_field(actor=world.actor(world.sam), scope=Scope(), details=details)
    save_extra_field(
        actor=world.actor(world.sam), scope=Scope(customer=world.nora.customer), details=details
    )


def test_a_right_to_one_customers_fields_is_none_to_the_shops(world: World) -> None:
    project = ask(world, "Project")
    sam, scope = world.actor(world.sam), Scope(customer=world.nora.customer)
    with pytest.raises(CustomersRefused):
        switch_extra_field(actor=sam, scope=scope, field=project, is_active=False)
    delete_extra_field(actor=sam, scope=scope, field=project)
    project.refresh_from_db()
    assert project.is_active


def test_fields_stand_in_the_order_they_are_put(world: World) -> None:
    first, second, third = (ask(world, name) for name in ("A", "B", "C"))
    stina = world.actor(world.stina)
    move_extra_field(actor=stina, scope=Scope(), field=third, up=True)
    move_extra_field(actor=stina, scope=Scope(), field=first, up=True)
    assert list(ExtraField.objects.all()) == [first, third, second]
