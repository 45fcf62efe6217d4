"""My pages and checkout ask for what the shop requires (P-16)."""

from typing import Any

import pytest

from customers.field_rules import BY_THE_SHOP
from customers.models import Address, ShopSettings, User
from orders.models import Order
from tests.pages.my.test_colleagues import new_colleague
from tests.pages.reading import page_of, read
from tests.pages.shop.buying import nora_with, send
from tests.rules import require_fields, say_of
from tests.world import World

OWN = {
    "name": "Nora L", "street": "Ekvägen 2", "postal_code": "531 34", "city": "Norrvik",
    "country": "SE",
}  # fmt: skip


def errors(response: Any) -> dict[str, Any]:
    return dict(response.context["form"].errors)


def test_greta_cannot_add_a_colleague_without_a_required_phone(world: World) -> None:
    require_fields(world, "users", "phone")
    client = world.client(world.greta)
    answer = client.post("/my/group/users/new/", new_colleague(world))
    assert errors(answer) == {"phone": [BY_THE_SHOP]}
    assert "Överförmyndarsekreterare-Hammarström" in answer.content.decode()
    assert not User.objects.filter(email="kim@example.com").exists()
    answer = client.post("/my/group/users/new/", new_colleague(world, phone="070-1"))
    assert answer.status_code == 302
    url = f"/my/group/users/{world.nora.user_id}/edit/"
    said = {"first_name": "Nora", "last_name": "Lindqvist"}
    assert errors(client.post(url, said)) == {"phone": [BY_THE_SHOP]}
    assert client.post(url, said | {"phone": "070-2"}).status_code == 302


def test_a_colleague_is_not_asked_for_anothers_birthday(world: World) -> None:
    ShopSettings.objects.update(birthday_in_use=True, birthday_purpose="Tårta")
    require_fields(world, "users", "birthday")
    client = world.client(world.greta)
    assert client.post("/my/group/users/new/", new_colleague(world)).status_code == 302
    assert User.objects.get(email="kim@example.com").birthday is None


def test_nora_cannot_blank_her_required_birthday_and_language(world: World) -> None:
    ShopSettings.objects.update(birthday_in_use=True, birthday_purpose="Tårta")
    client = world.client(world.nora)
    assert client.post("/my/security/personal/", {"birthday": ""}).status_code == 302
    require_fields(world, "users", "birthday", "language")
    answer = client.post("/my/security/personal/", {"birthday": ""})
    assert answer.context["personal_form"].errors == {"birthday": [BY_THE_SHOP]}
    said = {"birthday": "1990-05-17"}
    assert client.post("/my/security/personal/", said).status_code == 302
    answer = client.post("/my/security/appearance/", {"language": "", "theme": "dark"})
    assert answer.context["appearance_form"].errors == {"language": [BY_THE_SHOP]}


def test_a_title_that_nora_is_not_shown_stays_when_she_saves_her_birthday(world: World) -> None:
    ShopSettings.objects.update(
        title_in_use=True, title_purpose="Brev", birthday_in_use=True, birthday_purpose="Tårta"
    )
    User.objects.filter(pk=world.nora.user_id).update(title="Dr")
    say_of(world, "users", "title", customer=world.school, is_hidden=True)
    said = {"birthday": "1990-05-17", "title": "evil"}
    assert world.client(world.nora).post("/my/security/personal/", said).status_code == 302
    nora = User.objects.get(pk=world.nora.user_id)
    assert (nora.title, str(nora.birthday)) == ("Dr", "1990-05-17")


def test_own_and_the_organisations_addresses_ask_for_a_required_phone(world: World) -> None:
    require_fields(world, "addresses", "phone")
    nora, greta = world.client(world.nora), world.client(world.greta)
    answer = nora.post("/my/addresses/new/", OWN)
    assert errors(answer) == {"phone": [BY_THE_SHOP]}
    assert "Ekvägen 2" in answer.content.decode()
    assert nora.post("/my/addresses/new/", OWN | {"phone": "1"}).status_code == 302
    new = OWN | {"customer": str(world.care.pk)}
    assert errors(greta.post("/my/group/addresses/new/", new)) == {"phone": [BY_THE_SHOP]}
    assert greta.post("/my/group/addresses/new/", new | {"phone": "1"}).status_code == 302
    edit = f"/my/group/addresses/{world.school_address.pk}/"
    assert errors(greta.post(edit, OWN)) == {"phone": [BY_THE_SHOP]}


def test_checkout_asks_for_a_phone_only_where_the_shop_requires_it(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    assert "phone" not in read(client, "/checkout/").forms["checkout"]
    require_fields(world, "addresses", "phone", "attention")
    assert "phone" in read(client, "/checkout/").forms["checkout"]
    written = OWN | {"address": "own", "keep_address": "on"}
    answer = send(client, **written)
    assert errors(answer) == {"phone": [BY_THE_SHOP], "attention": [BY_THE_SHOP]}
    assert "Ekvägen 2" in answer.content.decode()
    assert not Order.objects.exists()
    assert send(client, **written, phone="070-1", attention="Eva").status_code == 302
    order = Order.objects.get()
    assert (order.delivery_phone, order.delivery_attention) == ("070-1", "Eva")
    kept = Address.objects.get(membership=world.nora)
    assert (kept.phone, kept.attention) == ("070-1", "Eva")


def test_an_address_of_the_register_that_lacks_it_is_completed_for_the_order(
    world: World,
) -> None:
    require_fields(world, "addresses", "phone", "attention")
    Address.objects.filter(pk=world.school_address.pk).update(phone="", attention="")
    client = nora_with(world, (world.dock, 1))
    assert errors(send(client)) == {"phone": [BY_THE_SHOP], "attention": [BY_THE_SHOP]}
    assert not Order.objects.exists()
    assert send(client, phone="070-1", attention="Eva").status_code == 302
    order = Order.objects.get()
    assert (order.delivery_phone, order.delivery_attention) == ("070-1", "Eva")
    assert order.delivery_street == world.school_address.street
    world.school_address.refresh_from_db()
    assert world.school_address.phone == ""


@pytest.mark.parametrize("is_required", [False, True])
def test_the_label_says_so(world: World, is_required: bool) -> None:
    require_fields(world, "addresses", *["phone"] * is_required)
    page = page_of(world.client(world.nora).get("/my/addresses/new/"))
    assert ("Phone optional" in page.text) is not is_required
