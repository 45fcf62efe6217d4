"""The pages of form fields: of the shop, of a group and of a customer (N-20..N-23)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from customers.field_patterns import Said
from customers.models import Address, Customer, CustomerGroup, FieldRule, SalesTeam
from customers.services.field_rules import seen_of
from tests.pages.reading import read
from tests.rules import say_of
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
GROUP, CUSTOMER = 9, 9  # queries of a page
LONG = "Kungsgatan 123, trapphus B, våning 4"


def of_group(group: CustomerGroup, rest: str = "") -> str:
    return f"/staff/groups/{group.pk}/fields/{rest}"


def of_customer(customer: Customer, rest: str = "") -> str:
    return f"/staff/customers/{customer.pk}/fields/{rest}"


def write(world: World, url: str, **said: Any) -> Any:
    """As the form is shown, with this written in it."""
    client = world.client(world.stina)
    return client.post(url, read(client, url).forms[""] | said)


def test_stina_says_something_of_a_field_of_a_group_and_it_is_told_with_who(world: World) -> None:
    url = of_group(world.norrvik, "checkout/cost_centre/")
    assert (
        of_group(world.norrvik)
        in read(world.client(world.stina), f"/staff/groups/{world.norrvik.pk}/").links
    )
    answer = write(world, url, is_required="yes", max_length="12", label_en="Project code")
    assert answer.url == of_group(world.norrvik)
    page = read(world.client(world.stina), answer.url)
    assert url in page.links
    assert "required, at most 12 characters, called “Project code”" in page.text
    assert "nothing → required, at most 12 characters" in page.text
    assert "Stina Falk" in page.text
    rule = FieldRule.objects.get()
    assert (rule.group, rule.customer, rule.is_required) == (world.norrvik, None, True)


def test_the_customers_page_tells_what_it_inherits_and_shows_its_forms(world: World) -> None:
    say_of(world, "checkout", "cost_centre", group=world.norrvik, max_length=12, is_required=True)
    say_of(world, "checkout", "goods_marking", group=world.norrvik, is_hidden=True)
    client = world.client(world.stina)
    page = read(client, of_customer(world.school))
    assert page.inputs["preview-checkout-cost_centre"] == ""
    assert "preview-checkout-goods_marking" not in page.inputs
    assert "Which fields are covered, and where" in page.text
    page = read(client, of_customer(world.school, "checkout/cost_centre/"))
    assert "Inherited: 12" in page.text
    other = read(client, of_customer(world.vestby))
    assert "preview-checkout-goods_marking" in other.inputs


def test_a_stricter_rule_asks_with_the_addresses_and_the_yes_saves_it(world: World) -> None:
    Address.objects.filter(pk=world.school_address.pk).update(street=LONG)
    url = of_group(world.norrvik, "addresses/street/")
    asked = write(world, url, max_length="30")
    assert asked.status_code == 409
    page = asked.content.decode()
    assert LONG in page
    assert f"/staff/customers/{world.school.pk}/addresses/{world.school_address.pk}/" in page
    assert not FieldRule.objects.exists()
    sent = asked.context["form"].data.dict() | {"yes_to": asked.context["asked"].key, "yes": "1"}
    assert world.client(world.stina).post(url, sent).status_code == 302
    assert FieldRule.objects.get().max_length == 30


def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(world: World) -> None:
    url = of_group(world.norrvik, "checkout/cost_centre/")
    answer = write(world, url, max_length="61", label_en="Kept words")
    assert list(answer.context["form"].errors) == ["max_length"]
    assert "Kept words" in answer.content.decode()
    answer = write(world, url, is_required="yes", is_hidden="yes")
    assert list(answer.context["form"].errors) == ["is_hidden"]
    assert not FieldRule.objects.exists()


def test_the_second_of_two_is_told_and_what_they_wrote_stays(world: World) -> None:
    url = of_group(world.norrvik, "checkout/cost_centre/")
    assert write(world, url, max_length="10").status_code == 302
    answer = write(world, url, max_length="20", seen=seen_of(Said()))
    assert answer.status_code == 409
    assert "Somebody has changed this field since you opened it" in answer.content.decode()
    assert 'value="20"' in answer.content.decode()
    assert FieldRule.objects.get().max_length == 10


def test_another_teams_customers_fields_are_not_there_and_a_shared_group_is_only_read(
    world: World,
) -> None:
    team = SalesTeam.objects.create(name="Väst")
    team.members.add(world.sam)
    Customer.objects.filter(pk=world.school.pk).update(sales_team=team)
    sam = world.client(world.sam)
    assert sam.get(of_customer(world.school)).status_code == 200
    assert sam.get(of_customer(world.vestby)).status_code == 404
    assert sam.get(of_customer(world.vestby, "checkout/comment/")).status_code == 404
    page = read(sam, of_group(world.norrvik))
    assert of_group(world.norrvik, "checkout/comment/") not in page.links
    url = of_group(world.norrvik, "checkout/cost_centre/")
    sent = read(sam, url).forms[""] | {"max_length": "10"}
    assert sam.post(url, sent).status_code == 409
    assert not FieldRule.objects.exists()


@pytest.mark.parametrize("rest", ["customers/phone/", "checkout/nothing/", "orders/x/"])
def test_what_no_group_has_a_rule_for_is_not_there(world: World, rest: str) -> None:
    assert world.client(world.stina).get(of_group(world.norrvik, rest)).status_code == 404


def test_the_shops_own_page_leads_to_each_field(world: World) -> None:
    client = world.client(world.stina)
    url = "/staff/settings/required-fields/checkout/cost_centre/"
    assert url in read(client, "/staff/settings/required-fields/checkout/").links
    assert write(world, url, default="4400", pattern="digits").status_code == 302
    assert "default “4400”" in read(client, "/staff/settings/required-fields/checkout/").text
    assert world.client(world.sam).get(url).status_code == 403


def test_the_pages_cost_the_same_however_much_is_said(
    world: World, django_assert_num_queries: Counting
) -> None:
    client = world.client(world.stina)
    urls = {of_group(world.norrvik): GROUP, of_customer(world.school): CUSTOMER}
    for fields in (("cost_centre",), ("goods_marking", "customer_reference")):
        for field in fields:
            say_of(world, "checkout", field, group=world.norrvik, max_length=12)
            say_of(world, "checkout", field, customer=world.school, max_length=13)
        for url, queries in urls.items():
            client.get(url)
            with django_assert_num_queries(queries):
                client.get(url)
