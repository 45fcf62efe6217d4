"""Who says what of a field, for whom, and what is refused (N-20..N-22)."""

from pathlib import Path

import pytest

from core.exchange.plan import Action
from core.history import events_of
from customers.errors import (
    AddressesWouldBreak,
    CustomersRefused,
    FieldsRefused,
    NotPermitted,
    RuleRefused,
)
from customers.field_patterns import NOTHING, Said
from customers.field_rules import SECTIONS
from customers.models import Address, Customer, FieldRule, User
from customers.selectors.field_rules import Scope, rules_for
from customers.selectors.shop import shop_settings
from customers.services.colleagues import add_colleague
from customers.services.customers import AddressDetails, save_address
from customers.services.field_rules import seen_of, set_field_rule
from customers.services.import_addresses import AddressImport
from customers.services.memberships import Roles
from customers.services.own_addresses import keep_address
from customers.services.users import Person
from tests.imports import plan_file
from tests.rules import say_of
from tests.services.customers.conftest import Book
from tests.world import World

LONG = "Kungsgatan 123, trapphus B, våning 4"
PLACE = AddressDetails("Lagret", LONG, "531 32", "Norrvik")


MODELS = {"users": User, "customers": Customer, "addresses": Address}


@pytest.mark.parametrize("section", MODELS)
def test_no_field_takes_more_than_its_column_holds(section: str) -> None:
    for field in SECTIONS[section].fields:
        column = MODELS[section]._meta.get_field(field.name)
        assert field.most <= (getattr(column, "max_length", 0) or 0), field.name


def refused_at(world: World, scope: Scope, section: str, field: str, **said: object) -> set[str]:
    with pytest.raises(RuleRefused) as refused:
        set_field_rule(
            actor=world.actor(world.stina),
            scope=scope,
            section=section,
            field=field,
            said=Said(**said),  # type: ignore[arg-type]
        )
    return set(refused.value.fields)


def test_a_member_of_the_group_is_stopped_by_every_service_and_others_are_not(
    world: World,
) -> None:
    say_of(world, "addresses", "street", group=world.norrvik, max_length=30)
    stina, nora = world.actor(world.stina), world.actor(world.nora)
    with pytest.raises(FieldsRefused) as refused:
        save_address(actor=stina, customer=world.school, details=PLACE)
    assert list(refused.value.fields) == ["street"]
    with pytest.raises(FieldsRefused):
        keep_address(actor=nora, details=PLACE)
    assert save_address(actor=stina, customer=world.vestby, details=PLACE).street == LONG


def test_a_colleague_is_held_to_the_rules_of_where_they_will_buy(world: World) -> None:
    say_of(world, "users", "phone", customer=world.school, is_required=True)
    greta = world.actor(world.greta)
    kim = {"actor": greta, "person": Person("Kim", "Berg"), "roles": Roles()}
    with pytest.raises(FieldsRefused):
        add_colleague(email="kim@example.com", customer=world.school, **kim)  # type: ignore[arg-type]
    assert add_colleague(email="kim@example.com", customer=world.care, **kim).is_new  # type: ignore[arg-type]


def test_a_row_of_an_import_is_refused_with_column_and_words_for_its_customer_alone(
    world: World, book: Book
) -> None:
    say_of(world, "addresses", "street", group=world.norrvik, max_length=30)
    say_of(world, "addresses", "attention", customer=world.care, is_required=True)
    path: Path = book(
        ("Kundnummer", "Mottagare", "Gatuadress", "Postnummer", "Ort", "Att."),
        (world.school.number, "Lagret", LONG, "531 32", "Norrvik", ""),
        (world.vestby.number, "Lagret", LONG, "531 32", "Norrvik", ""),
        (world.care.number, "Lagret", "Ekvägen 2", "531 32", "Norrvik", ""),
        (world.care.number, "Lagret 2", "Ekvägen 2", "531 32", "Norrvik", "Eva"),
    )
    planned = plan_file(AddressImport, path, actor=world.actor(world.stina))
    actions = [planned.row(number).action for number in (2, 3, 4, 5)]
    assert actions == [Action.REFUSED, Action.CREATE, Action.REFUSED, Action.CREATE]
    problem = planned.row(2).problems[0]
    assert problem.column_label == "Gatuadress"
    assert "30" in problem.message
    assert planned.row(4).problems[0].column_label == "Att."


def test_what_no_form_could_keep_is_refused_at_its_property(world: World) -> None:
    group = Scope(group=world.norrvik)
    assert refused_at(world, group, "addresses", "street", is_hidden=True) == {"is_hidden"}
    assert refused_at(world, group, "addresses", "street", is_required=False) == {"is_required"}
    assert refused_at(world, group, "addresses", "street", max_length=201) == {"max_length"}
    assert refused_at(world, group, "checkout", "comment", is_hidden=True) == {"is_hidden"}
    assert refused_at(
        world, group, "checkout", "cost_centre", is_hidden=True, is_required=True
    ) == {"is_hidden"}
    assert refused_at(world, group, "checkout", "cost_centre", pattern="digits", default="A") == {
        "default"
    }
    assert refused_at(world, group, "checkout", "cost_centre", min_length=9, max_length=8) == {
        "min_length"
    }
    assert refused_at(world, group, "checkout", "requested_on", pattern="digits") == {"pattern"}
    assert not FieldRule.objects.exists()
    say_of(
        world, "checkout", "cost_centre",
        group=world.norrvik, is_hidden=True, is_required=True, default="4400",
    )  # fmt: skip


def test_required_by_the_shop_after_a_group_has_hidden_it_shows_it_again(world: World) -> None:
    say_of(world, "checkout", "cost_centre", group=world.norrvik, is_hidden=True)
    say_of(world, "checkout", "cost_centre", is_required=True)
    rule = rules_for(shop_settings(), world.school).rule("checkout", "cost_centre")
    assert rule.is_required
    assert not rule.is_hidden


def test_a_stricter_rule_names_the_saved_addresses_that_break_it_and_needs_a_yes(
    world: World,
) -> None:
    stina = world.actor(world.stina)
    long = save_address(actor=stina, customer=world.school, details=PLACE)
    save_address(actor=stina, customer=world.vestby, details=PLACE)
    keep_address(actor=world.actor(world.nora), details=AddressDetails("Hos mig", LONG, "1", "N"))
    scope, said = Scope(group=world.norrvik), Said(max_length=30)
    rule = {"actor": stina, "scope": scope, "section": "addresses", "field": "street"}
    with pytest.raises(AddressesWouldBreak) as asked:
        set_field_rule(said=said, **rule)  # type: ignore[arg-type]
    assert list(asked.value.addresses) == [long]
    assert (asked.value.kept, asked.value.has_more) == (1, False)
    with pytest.raises(AddressesWouldBreak):
        set_field_rule(said=said, yes_to="another", **rule)  # type: ignore[arg-type]
    assert not FieldRule.objects.exists()
    set_field_rule(said=said, yes_to=asked.value.key, **rule)  # type: ignore[arg-type]
    set_field_rule(said=Said(max_length=40), **rule)  # type: ignore[arg-type]
    set_field_rule(said=Said(max_length=40, labels={"en": "Gate"}), **rule)  # type: ignore[arg-type]


def test_a_customer_that_is_excepted_is_not_named_and_many_are_named_in_part(
    world: World,
) -> None:
    Address.objects.bulk_create(
        Address(customer=each, name=f"A{n}", street=LONG, postal_code="1", city="N")
        for each, most in ((world.school, 60), (world.care, 3))
        for n in range(most)
    )
    say_of(world, "addresses", "street", customer=world.care, max_length=200)
    with pytest.raises(AddressesWouldBreak) as asked:
        set_field_rule(
            actor=world.actor(world.stina),
            scope=Scope(group=world.norrvik),
            section="addresses",
            field="street",
            said=Said(max_length=30),
        )
    assert len(asked.value.addresses) == 50
    assert asked.value.has_more
    assert {each.customer_id for each in asked.value.addresses} == {world.school.pk}


def test_two_at_once_the_second_is_told_and_loses_nothing_unsaid(world: World) -> None:
    stina = world.actor(world.stina)
    rule = {"actor": stina, "scope": Scope(), "section": "checkout", "field": "cost_centre"}
    shown = seen_of(NOTHING)
    set_field_rule(said=Said(max_length=10), seen=shown, **rule)  # type: ignore[arg-type]
    with pytest.raises(CustomersRefused, match="changed_since"):
        set_field_rule(said=Said(max_length=20), seen=shown, **rule)  # type: ignore[arg-type]
    assert FieldRule.objects.get().max_length == 10


def test_who_may_say_what(world: World) -> None:
    sam, greta = world.actor(world.sam), world.actor(world.greta)
    rule = {"section": "checkout", "field": "cost_centre", "said": Said(max_length=10)}
    for actor, scope in (
        (greta, Scope(customer=world.school)),
        (greta, Scope(group=world.norrvik)),
        (sam, Scope()),
    ):
        with pytest.raises(NotPermitted):
            set_field_rule(actor=actor, scope=scope, **rule)  # type: ignore[arg-type]
    set_field_rule(actor=sam, scope=Scope(customer=world.school), **rule)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        set_field_rule(
            actor=sam,
            scope=Scope(customer=world.school),
            section="customers",
            field="phone",
            said=Said(max_length=10),
        )
    event = events_of(FieldRule).select_related("pgh_context").get()
    assert event.pgh_context.metadata["user"] == world.sam.pk
