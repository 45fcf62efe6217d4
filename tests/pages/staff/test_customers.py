"""The back office's customers and groups: found, opened, changed, and logged in as."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse

from customers.models import (
    ActingVisit,
    Address,
    Customer,
    CustomerGroup,
    GroupKind,
    User,
)
from tests.world import World

LIST = "/staff/customers/"


def _page(world: World, path: str, who: User | None = None) -> str:
    response = world.client(who or world.sam).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_sam_sees_every_customer_also_one_who_never_bought(world: World) -> None:
    page = _page(world, LIST)
    for customer in (world.school, world.care, world.vestby):
        assert customer.name in page
        assert customer.number in page


@pytest.mark.parametrize("text", ["estby", "otto@exam", "Moen", "otto vestby"])
def test_sam_finds_a_customer_by_part_of_company_email_or_name(world: World, text: str) -> None:
    page = _page(world, f"{LIST}?q={text}")
    assert "Vestby Elektro" in page
    assert "Omsorg Norrvik" not in page


def test_a_bare_customer_number_goes_straight_to_the_record(world: World) -> None:
    client = world.client(world.sam)
    for path in (LIST, "/staff/users/", "/staff/find/"):
        response = client.get(f"{path}?q= {world.vestby.number} ")
        assert response.status_code == 302
        assert response.headers["Location"] == f"/staff/customers/{world.vestby.pk}/"


def test_a_bare_user_id_goes_to_the_user_when_no_customer_has_the_number(world: World) -> None:
    response = world.client(world.sam).get(f"{LIST}?q={world.otto.user_id}")
    assert response.headers["Location"] == f"/staff/users/{world.otto.user_id}/"


def test_an_unknown_number_is_an_ordinary_list_without_hits(world: World) -> None:
    page = _page(world, f"{LIST}?q=99999999")
    assert "No customer fits" in page
    assert "Clear filters" in page


def test_filters_stay_in_the_address_and_can_be_removed(world: World) -> None:
    Customer.objects.filter(pk=world.care.pk).update(is_active=False)
    path = f"{LIST}?group={world.norrvik.pk}&active=yes&sort=-name"

    page = _page(world, path)

    assert "Barn och utbildning" in page
    assert "Omsorg Norrvik" not in page
    assert "Vestby Elektro" not in page
    assert "?active=yes&amp;sort=-name" in page  # removes the group and keeps the rest


def test_the_list_pages_by_key_and_keeps_the_search(world: World) -> None:
    Customer.objects.bulk_create(
        Customer(name=f"Kund {number:02}", number=f"K{number}", main_group=world.retail)
        for number in range(35)
    )
    client = world.client(world.sam)

    first = client.get(f"{LIST}?q=kund&sort=name")
    older = first.context["older_url"]
    second = client.get(older)

    assert [row.name for row in first.context["page"].rows][:2] == ["Kund 00", "Kund 01"]
    assert [row.name for row in second.context["page"].rows] == [f"Kund {n}" for n in range(30, 35)]
    assert "q=kund" in older
    assert client.get(second.context["newer_url"]).context["page"].rows[0].name == "Kund 00"


def test_the_list_costs_the_same_for_two_customers_and_for_thirty(
    world: World, django_assert_num_queries: Callable[[int], object]
) -> None:
    client = world.client(world.sam)
    Customer.objects.bulk_create(
        Customer(name=f"Kund {number}", number=f"K{number}", main_group=world.retail)
        for number in range(30)
    )
    client.get(LIST)
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        client.get(LIST)


def test_the_card_shows_people_terms_and_the_note(world: World) -> None:
    world.school.notes.create(author=world.sam, text="Ring före leverans")
    page = _page(world, f"{LIST}{world.school.pk}/")
    for words in ("Nora Lindqvist", "Ali Haddad", "212000-1355"):
        assert words in page
    assert "Ring före leverans" in page
    # Each person's break point and the addresses stand under the card's other tabs.
    assert "20\u00a0000,00" in _page(world, f"{LIST}{world.school.pk}/users/")
    assert "Hamngatan 14" in _page(world, f"{LIST}{world.school.pk}/addresses/")


def test_sam_makes_a_customer_and_gets_the_next_number(world: World) -> None:
    client = world.client(world.sam)
    response = client.post(
        f"{LIST}new/",
        {
            "name": "Solhaga Vård",
            "main_group": world.retail.pk,
            "country": "SE",
            "payment_days": 10,
            "discount_percent": "2,5 %",
            "allowed_outstanding": "40 000,50",
            "is_active": "on",
        },
    )
    customer = Customer.objects.get(name="Solhaga Vård")
    assert response.headers["Location"] == f"{LIST}{customer.pk}/"
    assert customer.number
    assert customer.discount_percent == Decimal("2.5")
    assert customer.allowed_outstanding == Decimal("40000.50")


def _card(customer: Customer, **changes: object) -> dict[str, object]:
    return {
        "name": customer.name,
        "number": customer.number,
        "country": "SE",
        "payment_days": 30,
        "is_active": "on",
    } | changes


@pytest.mark.parametrize(("written", "stored"), [("", None), ("0", Decimal(0))])
def test_blank_credit_is_no_limit_and_zero_is_none_on_account(
    world: World, written: str, stored: Decimal | None
) -> None:
    world.client(world.sam).post(
        f"{LIST}{world.vestby.pk}/edit/", _card(world.vestby, allowed_outstanding=written)
    )
    world.vestby.refresh_from_db()
    assert world.vestby.allowed_outstanding == stored


def test_a_number_in_use_is_refused_at_its_field_and_the_rest_is_kept(world: World) -> None:
    response = world.client(world.sam).post(
        f"{LIST}{world.vestby.pk}/edit/",
        _card(world.vestby, number=world.school.number, name="Vestby Kvar"),
    )
    assert response.context["form"].errors == {
        "number": ["This customer number is already in use."]
    }
    assert "Vestby Kvar" in response.content.decode()


def test_two_discounts_on_top_of_each_other_are_said_aloud(world: World) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    response = world.client(world.sam).post(
        f"{LIST}{world.vestby.pk}/edit/",
        _card(world.vestby, discount_percent="5", double_discount_ok="10+5"),
        follow=True,
    )
    page = response.content.decode()
    assert "10 % from the group and then 5 % of the customer&#x27;s own, together 14,5 %" in page


def test_addresses_are_added_changed_and_removed(world: World) -> None:
    client = world.client(world.sam)
    address = {
        "name": "Lager",
        "street": "Storgata 2",
        "postal_code": "1540",
        "city": "Vestby",
        "country": "NO",
        "is_default": "on",
    }
    client.post(f"{LIST}{world.vestby.pk}/addresses/new/", address)
    new = Address.objects.get(name="Lager")
    assert new.is_default
    world.vestby_address.refresh_from_db()
    assert not world.vestby_address.is_default

    path = f"{LIST}{world.vestby.pk}/addresses/{new.pk}/"
    client.post(path, address | {"city": "Son"})
    new.refresh_from_db()
    assert new.city == "Son"
    client.post(path, {"remove": "1"})
    assert not Address.objects.filter(pk=new.pk).exists()


def test_an_address_of_another_customer_is_not_here(world: World) -> None:
    path = f"{LIST}{world.school.pk}/addresses/{world.vestby_address.pk}/"
    client = world.client(world.sam)
    assert client.get(path).status_code == 404
    assert client.post(path, {"remove": "1"}).status_code == 404
    assert Address.objects.filter(pk=world.vestby_address.pk).exists()


def test_log_in_as_customer_marks_administrators_and_approvers(world: World) -> None:
    page = _page(world, f"{LIST}{world.school.pk}/act/")
    greta = page[page.index("Greta Sandström") : page.index("Log in as Greta")]
    nora = page[page.index("Nora Lindqvist") : page.index("Log in as Nora")]
    assert "Administrator" in greta
    assert "Approver" in greta
    assert "Administrator" not in nora


def test_sam_opens_the_shop_as_greta_and_it_is_written_down(world: World) -> None:
    client = world.client(world.sam)
    response = client.post(f"/staff/act-as/{world.greta.pk}/")
    assert response.headers["Location"] == reverse("shop:home")
    visit = ActingVisit.objects.get()
    assert (visit.doer, visit.membership) == (world.sam, world.greta)
    assert client.get("/staff/customers/").status_code == 403  # Greta is not staff


def test_nobody_logs_in_as_an_inactive_person(world: World) -> None:
    User.objects.filter(pk=world.otto.user_id).update(is_active=False)
    response = world.client(world.sam).post(f"/staff/act-as/{world.otto.pk}/", follow=True)
    assert "This person is inactive." in response.content.decode()
    assert not ActingVisit.objects.exists()


def test_buyers_and_administrators_of_groups_never_reach_the_back_office(world: World) -> None:
    for who in (world.nora, world.ali, world.greta, world.otto, world.ulla):
        client = world.client(who)
        for path in (LIST, f"{LIST}{world.school.pk}/", "/staff/users/", "/staff/groups/"):
            assert client.get(path).status_code == 403
        assert client.post(f"/staff/act-as/{world.otto.pk}/").status_code == 403


def test_a_group_is_made_changed_and_removed(world: World) -> None:
    client = world.client(world.sam)
    client.post("/staff/groups/new/", {"name": "Skolor", "kind": "organisation"})
    group = CustomerGroup.objects.get(name="Skolor")
    path = f"/staff/groups/{group.pk}/"
    client.post(
        f"{path}edit/",
        {
            "name": "Skolor",
            "kind": "organisation",
            "discount_percent": "7,5",
            "every_step_must_approve": "on",
            "comment_required": "on",
        },
    )
    group.refresh_from_db()
    assert group.discount_percent == Decimal("7.5")
    assert group.every_step_must_approve
    assert group.comment_required
    client.post(f"{path}delete/")
    assert not CustomerGroup.objects.filter(pk=group.pk).exists()


def test_a_group_in_use_stays_and_says_why(world: World) -> None:
    client = world.client(world.sam)
    response = client.post(f"/staff/groups/{world.norrvik.pk}/delete/", follow=True)
    assert "Move them first" in response.content.decode()
    assert CustomerGroup.objects.filter(pk=world.norrvik.pk).exists()


def test_a_group_shows_its_customers_and_can_be_narrowed(world: World) -> None:
    world.vestby.further_groups.add(world.norrvik)
    page = _page(world, f"/staff/groups/{world.norrvik.pk}/")
    assert "Further group" in page
    page = _page(world, f"/staff/groups/{world.norrvik.pk}/?q=omsorg")
    assert "Omsorg Norrvik" in page
    assert "Vestby Elektro" not in page


def test_groups_are_listed_by_kind(world: World) -> None:
    page = _page(world, f"/staff/groups/?kind={GroupKind.ORGANISATION}")
    assert "Norrviks kommun" in page
    assert "Retail" not in page


def test_the_top_search_shows_customers_and_users(world: World) -> None:
    page = _page(world, "/staff/find/?q=otto")
    assert "Vestby Elektro" in page
    assert "Otto Moen" in page
    assert "Nothing fits" in _page(world, "/staff/find/?q=zzz")


def test_the_rail_leads_only_where_sam_may_go(world: World) -> None:
    sam = _page(world, LIST)
    assert "/staff/settings/" not in sam
    assert "/staff/settings/" in _page(world, LIST, world.stina)
