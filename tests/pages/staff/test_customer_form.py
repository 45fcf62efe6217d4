"""The customer's form: its sections, what it refuses at the field, what it warns of."""

import pytest

from customers.models import (
    Customer,
    CustomerGroup,
    Origin,
    ShopSettings,
)
from tests.pages.staff.customer_pages import card_of, page_of, url_of
from tests.world import World


def test_the_form_has_two_sections_and_saves_what_a_company_has(world: World) -> None:
    client = world.client(world.sam)
    page = client.get(f"{url_of(world.vestby)}edit/").content.decode()
    assert "<legend>General</legend>" in page
    assert "<legend>What the customer may do</legend>" in page
    client.post(
        f"{url_of(world.vestby)}edit/",
        card_of(
            world.vestby, org_number="988 077 917", country="NO", website="vestby.no", risk="low"
        ),
    )
    world.vestby.refresh_from_db()
    assert world.vestby.website == "https://vestby.no"
    assert world.vestby.risk == "low"
    card = page_of(world, url_of(world.vestby))
    assert 'rel="noopener noreferrer nofollow"' in card
    assert "Low risk" in card


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "no spaces.se x"])
def test_a_website_that_is_no_address_is_refused_at_its_field(world: World, address: str) -> None:
    response = world.client(world.sam).post(
        f"{url_of(world.vestby)}edit/", card_of(world.vestby, website=address)
    )
    assert "website" in response.context["form"].errors


def test_an_org_number_that_looks_wrong_is_kept_and_warned_of(world: World) -> None:
    response = world.client(world.sam).post(
        f"{url_of(world.vestby)}edit/",
        card_of(world.vestby, org_number="556677-8898"),
        follow=True,
    )
    world.vestby.refresh_from_db()
    assert world.vestby.org_number == "556677-8898"
    assert "556677-8898 is not an organisation number of Sweden" in response.content.decode()


def test_the_same_org_number_elsewhere_is_named_but_not_within_an_organisation(
    world: World,
) -> None:
    client = world.client(world.sam)
    mine = {"org_number": "2120001355"}
    told = client.post(f"{url_of(world.vestby)}edit/", card_of(world.vestby, **mine), follow=True)
    assert "also that of Barn och utbildning" in told.content.decode()
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="")
    quiet = client.post(f"{url_of(world.care)}edit/", card_of(world.care, **mine), follow=True)
    assert "also that of" not in quiet.content.decode()


def test_without_companies_their_fields_are_hidden_and_what_was_written_is_kept(
    world: World,
) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(
        org_number="988077917", website="https://vestby.no", risk="high", payment_days=14
    )
    ShopSettings.objects.filter(pk=1).update(b2b_mode=False)
    client = world.client(world.sam)
    page = client.get(f"{url_of(world.vestby)}edit/").content.decode()
    for name in ("org_number", "website", "risk", "allowed_outstanding", "payment_days"):
        assert f'name="{name}"' not in page
    assert "988077917" not in page_of(world, url_of(world.vestby))

    sent = card_of(world.vestby, name="Vestby", risk="low", payment_days=1)
    client.post(f"{url_of(world.vestby)}edit/", sent)

    world.vestby.refresh_from_db()
    kept = (world.vestby.org_number, world.vestby.website, world.vestby.risk)
    assert kept == ("988077917", "https://vestby.no", "high")
    assert (world.vestby.name, world.vestby.payment_days) == ("Vestby", 14)


def test_ape_is_asked_of_french_customers_and_only_when_it_is_in_use(world: World) -> None:
    client = world.client(world.sam)
    path = f"{url_of(world.vestby)}edit/"
    Customer.objects.filter(pk=world.vestby.pk).update(country="FR")
    assert 'name="ape_code"' not in client.get(path).content.decode()
    ShopSettings.objects.filter(pk=1).update(ape_in_use=True)
    assert 'name="ape_code"' in client.get(path).content.decode()
    client.post(path, card_of(world.vestby, country="FR", ape_code="62.02a"))
    world.vestby.refresh_from_db()
    assert world.vestby.ape_code == "6202A"
    refused = client.post(path, card_of(world.vestby, country="FR", ape_code="abc"))
    assert "ape_code" in refused.context["form"].errors
    Customer.objects.filter(pk=world.vestby.pk).update(country="SE")
    assert 'name="ape_code"' not in client.get(path).content.decode()


def test_a_new_customer_remembers_that_staff_made_it(world: World) -> None:
    world.client(world.sam).post(
        "/staff/customers/new/",
        card_of(world.vestby, name="Ny AB", number="", main_group=world.retail.pk),
    )
    assert Customer.objects.get(name="Ny AB").origin == Origin.STAFF


def test_with_many_groups_their_names_are_written_and_a_wrong_one_is_helped(world: World) -> None:
    CustomerGroup.objects.bulk_create(
        CustomerGroup(name=f"Grupp {number:02}") for number in range(45)
    )
    client = world.client(world.sam)
    page = client.get(f"{url_of(world.vestby)}edit/").content.decode()
    assert page.count("Grupp ") == 0
    sent = card_of(world.vestby, further_groups="grupp 07\nGrupp 08\n")
    client.post(f"{url_of(world.vestby)}edit/", sent)
    assert {group.name for group in world.vestby.further_groups.all()} == {"Grupp 07", "Grupp 08"}
    refused = client.post(f"{url_of(world.vestby)}edit/", sent | {"further_groups": "Grupp 4"})
    said = refused.content.decode()
    assert "There is no group named “Grupp 4”" in said
    assert "Grupp 40" in said
    moved = client.post(f"{url_of(world.vestby)}move/", {"main_group": "norrviks KOMMUN"})
    assert moved.status_code == 302
    world.vestby.refresh_from_db()
    assert world.vestby.main_group == world.norrvik


def test_a_purpose_is_asked_for_with_title_and_birthday(world: World) -> None:
    client = world.client(world.stina)
    page = client.get("/staff/settings/").context["form"].initial
    asked = {name: value for name, value in page.items() if value not in (None, False)}
    response = client.post("/staff/settings/", asked | {"birthday_in_use": "on"})
    assert response.status_code == 409
    assert "birthday_purpose" in response.context["form"].errors
    client.post(
        "/staff/settings/",
        asked | {"birthday_in_use": "on", "birthday_purpose": "A present on the day"},
    )
    shop = ShopSettings.objects.get(pk=1)
    assert (shop.birthday_in_use, shop.birthday_purpose) == (True, "A present on the day")
