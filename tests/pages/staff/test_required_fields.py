"""The page of required fields, and the forms of staff that obey it (P-16)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from core.history import events_of
from customers.actors import Actor
from customers.errors import NotPermitted
from customers.field_rules import BY_THE_SHOP
from customers.models import Address, Customer, FieldRule, ShopSettings, User
from customers.services.field_rules import set_required_fields
from tests.pages.reading import Page, page_of, read
from tests.pages.staff.customer_pages import card_of, url_of
from tests.rules import require_fields
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
PAGE = "/staff/settings/required-fields/{}/"
BUTTON = "Required fields for this section"
ADDRESS = {
    "name": "Lagret", "street": "Hamngatan 2", "postal_code": "531 32", "city": "Norrvik",
    "country": "SE",
}  # fmt: skip


def stina(world: World) -> Client:
    return world.client(world.stina)


def errors(response: Any) -> dict[str, Any]:
    return dict(response.context["form"].errors)


def boxes(page: Page) -> set[str]:
    return set(page.inputs) - {"csrfmiddlewaretoken"}


@pytest.mark.parametrize(
    ("section", "address"),
    [
        ("users", "/staff/users/"),
        ("customers", "/staff/customers/"),
        ("addresses", "/staff/customers/{}/addresses/"),
    ],
)
def test_stina_finds_the_button_below_each_table_and_sam_does_not(
    world: World, section: str, address: str
) -> None:
    url = address.format(world.school.pk)
    page = read(stina(world), url)
    assert BUTTON in page.text
    assert PAGE.format(section) in page.links
    assert BUTTON not in read(world.client(world.sam), url).text


def test_only_staff_administrators_open_and_save_it(world: World) -> None:
    for who in (world.sam, world.greta, world.nora):
        client = world.client(who)
        assert client.get(PAGE.format("users")).status_code == 403
        assert client.post(PAGE.format("users"), {"phone": "on"}).status_code == 403
        actor: Actor = world.actor(who)
        with pytest.raises(NotPermitted):
            set_required_fields(actor=actor, section="users", required=["phone"])
    assert not FieldRule.objects.exists()
    assert stina(world).get(PAGE.format("orders")).status_code == 404


def test_what_is_always_required_is_ticked_locked_and_cannot_be_taken_away(world: World) -> None:
    client = stina(world)
    page = client.get(PAGE.format("users"))
    form = page.context["form"]
    assert [field.name for field in form.locked] == ["email", "first_name", "last_name"]
    for field in form.locked:
        assert field.initial is True
        assert field.field.disabled
        assert field.help_text
    assert "It is the log-in." in page.content.decode()
    client.post(PAGE.format("users"), {"first_name": "", "phone": "on"})
    assert list(FieldRule.objects.values_list("field", flat=True)) == ["phone"]
    answer = client.post("/staff/users/new/", {"email": "k@example.com", "phone": "1"})
    assert set(errors(answer)) == {"first_name", "last_name"}


def test_a_tick_is_kept_and_told_with_who_and_from_what_to_what(world: World) -> None:
    client = stina(world)
    client.post(PAGE.format("users"), {"phone": "on"})
    page = read(client, PAGE.format("users"))
    assert "phone" in page.forms[""]
    assert "nothing → required Stina Falk" in page.text
    client.post(PAGE.format("users"), {})
    page = read(client, PAGE.format("users"))
    assert "phone" not in page.forms[""]
    assert "required → optional Stina Falk" in page.text
    events = events_of(FieldRule).order_by("pgh_id").select_related("pgh_context")
    assert [event.is_required for event in events] == [True, False]
    assert {event.pgh_context.metadata["user"] for event in events} == {world.stina.pk}
    client.post(PAGE.format("users"), {})
    assert events_of(FieldRule).count() == 2, "saving the same writes nothing"


def test_fields_that_are_not_asked_for_are_not_listed_and_keep_their_tick(world: World) -> None:
    client = stina(world)
    listed = boxes(read(client, PAGE.format("users")))
    assert {"title", "birthday"}.isdisjoint(listed)
    assert "ape_code" not in boxes(read(client, PAGE.format("customers")))
    ShopSettings.objects.update(birthday_in_use=True, birthday_purpose="Tårta", ape_in_use=True)
    client.post(PAGE.format("users"), {"birthday": "on"})
    assert "ape_code" in boxes(read(client, PAGE.format("customers")))
    ShopSettings.objects.update(birthday_in_use=False, b2b_mode=False)
    assert "birthday" not in boxes(read(client, PAGE.format("users")))
    listed = boxes(read(client, PAGE.format("customers")))
    assert {"org_number", "ape_code", "risk", "payment_days"}.isdisjoint(listed)
    assert {"email", "phone", "pricing_tier"} <= listed
    client.post(PAGE.format("users"), {})
    ShopSettings.objects.update(birthday_in_use=True)
    assert "birthday" in read(client, PAGE.format("users")).forms[""]


def test_without_rules_every_form_is_as_it_was(world: World) -> None:
    client = stina(world)
    new = {"email": "kim@example.com", "first_name": "Kim", "last_name": "Berg"}
    assert client.post("/staff/users/new/", new).status_code == 302
    assert client.post(f"{url_of(world.vestby)}edit/", card_of(world.vestby)).status_code == 302
    assert client.post(f"{url_of(world.school)}addresses/new/", ADDRESS).status_code == 302
    assert "Choose…" not in read(client, "/staff/users/new/").text


def test_a_new_person_without_a_required_phone_is_refused_at_it_and_nothing_is_lost(
    world: World,
) -> None:
    require_fields(world, "users", "phone", "language")
    client = world.client(world.sam)
    page = client.get("/staff/users/new/").content.decode()
    assert ">Phone</label>" in page, "told as required"
    assert "Choose…" in page
    new = {"email": "kim@example.com", "first_name": "Kim", "last_name": "Bergström"}
    answer = client.post("/staff/users/new/", new)
    assert errors(answer) == {"phone": [BY_THE_SHOP], "language": [BY_THE_SHOP]}
    assert "Bergström" in answer.content.decode()
    assert not User.objects.filter(email="kim@example.com").exists()
    assert (
        client.post("/staff/users/new/", new | {"phone": "1", "language": "sv"}).status_code == 302
    )


def test_a_person_who_lacks_it_goes_on_and_their_card_asks_at_the_next_change(
    world: World,
) -> None:
    require_fields(world, "users", "phone")
    assert world.client(world.nora).get("/my/").status_code == 200
    client = world.client(world.sam)
    url = f"/staff/users/{world.nora.user_id}/edit/"
    said = {"first_name": "Nora", "last_name": "Lindqvist"}
    assert errors(client.post(url, said)) == {"phone": [BY_THE_SHOP]}
    assert client.post(url, said | {"phone": "070-1"}).status_code == 302


def test_a_birthday_is_required_where_it_is_asked_for(world: World) -> None:
    ShopSettings.objects.update(birthday_in_use=True, birthday_purpose="Tårta")
    require_fields(world, "users", "birthday")
    client = world.client(world.sam)
    new = {"email": "kim@example.com", "first_name": "Kim", "last_name": "Berg"}
    assert errors(client.post("/staff/users/new/", new)) == {"birthday": [BY_THE_SHOP]}
    ShopSettings.objects.update(birthday_in_use=False)
    assert client.post("/staff/users/new/", new).status_code == 302


def test_a_customers_form_asks_for_what_is_required(world: World) -> None:
    require_fields(world, "customers", "org_number", "risk", "pricing_tier", "allowed_outstanding")
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="")
    client = world.client(world.sam)
    url = f"{url_of(world.vestby)}edit/"
    answer = client.post(url, card_of(world.vestby, website="vestby.no", org_number=" "))
    found = {"org_number", "risk", "pricing_tier", "allowed_outstanding"}
    assert errors(answer) == {name: [BY_THE_SHOP] for name in found}
    assert "vestby.no" in answer.content.decode()
    require_fields(world, "customers", "org_number", "allowed_outstanding")
    filled = card_of(world.vestby, org_number="988 077 917", allowed_outstanding="0")
    assert client.post(url, filled).status_code == 302
    answer = client.post("/staff/customers/new/", {"name": "Ny", "country": "SE"})
    assert {"org_number", "allowed_outstanding", "main_group"} <= set(errors(answer))
    ShopSettings.objects.update(b2b_mode=False)
    assert client.post(url, card_of(world.vestby)).status_code == 302, "no company, no such field"


def test_an_ape_code_is_asked_of_who_is_or_becomes_french(world: World) -> None:
    ShopSettings.objects.update(ape_in_use=True)
    require_fields(world, "customers", "ape_code")
    client = world.client(world.sam)
    url = f"{url_of(world.vestby)}edit/"
    assert client.post(url, card_of(world.vestby, country="NO")).status_code == 302
    french = card_of(world.vestby, country="FR")
    answer = client.post(url, french)
    assert errors(answer) == {"ape_code": [BY_THE_SHOP]}
    assert 'name="ape_code"' in answer.content.decode(), "there to be filled in"
    assert client.post(url, french | {"ape_code": "62.02A"}).status_code == 302
    assert client.post(url, card_of(world.vestby, country="SE")).status_code == 302


def test_an_address_without_a_required_phone_is_refused_at_it(world: World) -> None:
    require_fields(world, "addresses", "phone")
    client = world.client(world.sam)
    new = f"{url_of(world.school)}addresses/new/"
    answer = client.post(new, ADDRESS)
    assert errors(answer) == {"phone": [BY_THE_SHOP]}
    assert "Hamngatan 2" in answer.content.decode()
    edit = f"{url_of(world.school)}addresses/{world.school_address.pk}/"
    assert errors(client.post(edit, ADDRESS)) == {"phone": [BY_THE_SHOP]}
    assert client.post(new, ADDRESS | {"phone": "08-1"}).status_code == 302
    assert Address.objects.get(name="Lagret").phone == "08-1"


def test_the_page_costs_the_same_however_much_was_changed(
    world: World, django_assert_num_queries: Counting
) -> None:
    client = stina(world)
    for url in (PAGE.format("users"), PAGE.format("customers")):
        client.get(url)
    with django_assert_num_queries(6):
        assert client.get(PAGE.format("users")).status_code == 200
    for _time in range(3):
        require_fields(world, "users", "phone", "language")
        require_fields(world, "users")
    with django_assert_num_queries(7):  # and whoever changed it
        assert client.get(PAGE.format("users")).status_code == 200


def test_rules_cost_no_query_of_their_own(
    world: World, django_assert_num_queries: Counting
) -> None:
    client = world.client(world.sam)
    url = f"/staff/users/{world.nora.user_id}/edit/"
    client.get(url)
    with django_assert_num_queries(6):
        client.get(url)
    require_fields(world, "users", "phone", "language")
    with django_assert_num_queries(6):
        assert page_of(client.get(url)).inputs["phone"] == world.nora.user.phone
