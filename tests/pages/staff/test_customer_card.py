"""The customer's card: its tabs, what it says and costs, its form, its notes, its end."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import OutgoingEmail
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    CustomerNote,
    Document,
    Membership,
    Origin,
    ShipperAccount,
    ShopSettings,
    User,
)
from orders.models import Order
from tests.orders import place
from tests.world import World, make_user

TABS = ("", "users/", "addresses/", "orders/", "prices/", "assortments/", "documents/", "mail/")
ALL_TABS = (*TABS, "notes/", "history/")


def _url(customer: Customer, tab: str = "") -> str:
    return f"/staff/customers/{customer.pk}/{tab}"


def _page(world: World, path: str, who: User | None = None) -> str:
    response = world.client(who or world.sam).get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def _card(customer: Customer, **changes: object) -> dict[str, object]:
    return {
        "name": customer.name,
        "number": customer.number,
        "country": "SE",
        "payment_days": 30,
        "is_active": "on",
        "may_pay_on_account": "on",
        "may_order_free_text": "on",
    } | changes


def _crowd(world: World, customer: Customer, count: int) -> None:
    """So many people, addresses, notes, mails and orders at one customer."""
    people = User.objects.bulk_create(
        User(email=f"p{number}@example.com", first_name="P", last_name=f"Nummer {number:03}")
        for number in range(count)
    )
    Membership.objects.bulk_create(Membership(user=each, customer=customer) for each in people)
    Address.objects.bulk_create(
        Address(customer=customer, name=f"A{n}", street="S", postal_code="1", city="C")
        for n in range(count)
    )
    CustomerNote.objects.bulk_create(
        CustomerNote(customer=customer, author=world.sam, text=f"N{n}") for n in range(count)
    )
    OutgoingEmail.objects.bulk_create(
        OutgoingEmail(
            message_id=f"<{each.pk}>",
            event_key=f"test-{each.pk}",
            to_address=each.email,
            to_user=each,
            template="x",
            language="en",
            subject="S",
            body_text="",
        )
        for each in people
    )


@pytest.mark.parametrize("tab", ALL_TABS)
def test_each_tab_opens_for_an_empty_customer_and_names_the_others(world: World, tab: str) -> None:
    bare = Customer.objects.create(name="Tomma AB", main_group=world.retail)
    page = _page(world, _url(bare, tab), world.stina)
    assert "Tomma AB" in page
    for other in ALL_TABS:
        assert f'href="{_url(bare, other)}"' in page


@pytest.mark.parametrize("tab", ALL_TABS)
def test_no_tab_costs_more_however_much_the_customer_holds(
    world: World, tab: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    place(world, world.nora, (world.dock, 1))
    client = world.client(world.stina)
    client.get(_url(world.school, tab))
    with django_assert_max_num_queries(12) as few:  # type: ignore[attr-defined]
        client.get(_url(world.school, tab))
    _crowd(world, world.school, 40)
    with django_assert_max_num_queries(12) as many:  # type: ignore[attr-defined]
        client.get(_url(world.school, tab))
    assert len(many) == len(few)


def test_a_customer_of_another_organisation_or_none_is_404_and_buyers_are_refused(
    world: World,
) -> None:
    for tab in ALL_TABS:
        assert world.client(world.stina).get(f"/staff/customers/999999/{tab}").status_code == 404
        assert world.client(world.greta).get(_url(world.school, tab)).status_code == 403


def test_key_figures_are_sales_what_waits_and_what_is_to_be_done(world: World) -> None:
    sold = place(world, world.ali, (world.dock, 1))  # 1 590, straight to the shop
    place(world, world.nora, (world.dock, 4))  # 6 360, over her 5 000
    old = place(world, world.ali, (world.dock, 2))
    a_year = timezone.now() - timedelta(days=400)
    Order.objects.filter(pk=old.pk).update(placed_at=a_year)

    page = _page(world, _url(world.school))

    for words in ("Bought, 12 months", "1 590,00 kr", "6 360,00 kr", "1 order in 12 months"):
        assert words in page, words
    assert str(sold.number) in page


def test_what_is_left_of_the_credit_is_said_and_never_below_nothing(world: World) -> None:
    Customer.objects.filter(pk=world.school.pk).update(allowed_outstanding=5000)
    place(world, world.ali, (world.dock, 1))  # 1 987,50 inc VAT
    assert "3 012,50 kr" in _page(world, _url(world.school))
    Customer.objects.filter(pk=world.school.pk).update(allowed_outstanding=1000)
    page = _page(world, _url(world.school))
    assert "The limit is passed." in page
    assert "-" not in page[page.index("<dt>Left</dt>") : page.index("The limit is passed.")][20:60]


def test_the_users_tab_shows_chain_and_limit_and_finds_by_name(world: World) -> None:
    page = _page(world, f"{_url(world.school, 'users/')}?q=lindqvist")
    assert "Nora Lindqvist" in page
    assert "5 000,00" in page
    assert "Greta Sandström" not in page.split("<tbody>")[1]


def test_a_note_is_signed_kept_in_order_and_seen_only_by_staff(world: World) -> None:
    client = world.client(world.sam)
    client.post(_url(world.school, "notes/"), {"text": "Ring vaktmästaren"})
    note = CustomerNote.objects.get(text="Ring vaktmästaren")
    assert note.author == world.sam
    page = _page(world, _url(world.school))
    assert "Ring vaktmästaren" in page
    assert "Sam Öberg" in page
    for path in ("/my/", "/my/orders/", "/my/documents/", "/my/group/"):
        response = world.client(world.greta).get(path)
        assert "Ring vaktmästaren" not in response.content.decode()


def test_an_empty_note_is_refused_at_its_field(world: World) -> None:
    response = world.client(world.sam).post(_url(world.school, "notes/"), {"text": "  "})
    assert response.context["form"].errors["text"]
    assert not world.school.notes.exists()


def test_the_mail_tab_shows_the_peoples_mail_and_nobody_elses(world: World) -> None:
    _crowd(world, world.vestby, 1)
    OutgoingEmail.objects.update(subject="Till Vestby")
    assert "Till Vestby" in _page(world, _url(world.vestby, "mail/"))
    assert "Till Vestby" not in _page(world, _url(world.school, "mail/"))


def test_history_tells_who_changed_what_from_what_to_what(world: World) -> None:
    world.client(world.sam).post(
        f"{_url(world.vestby)}edit/",
        _card(world.vestby, name="Vestby AS", allowed_outstanding="400", risk="high"),
    )
    world.client(world.stina).post(
        f"{_url(world.vestby)}move/", {"main_group": world.norrvik.pk, "cut_chains": "on"}
    )
    page = _page(world, _url(world.vestby, "history/"))
    for words in ("Sam Öberg", "Stina Falk", "Vestby Elektro", "Vestby AS", "400,00", "High"):
        assert words in page, words
    assert "Retail" in page
    assert "Norrviks kommun" in page


def test_the_form_has_two_sections_and_saves_what_a_company_has(world: World) -> None:
    client = world.client(world.sam)
    page = client.get(f"{_url(world.vestby)}edit/").content.decode()
    assert "<legend>General</legend>" in page
    assert "<legend>What the customer may do</legend>" in page
    client.post(
        f"{_url(world.vestby)}edit/",
        _card(
            world.vestby, org_number="988 077 917", country="NO", website="vestby.no", risk="low"
        ),
    )
    world.vestby.refresh_from_db()
    assert world.vestby.website == "https://vestby.no"
    assert world.vestby.risk == "low"
    card = _page(world, _url(world.vestby))
    assert 'rel="noopener noreferrer nofollow"' in card
    assert "Low risk" in card


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "no spaces.se x"])
def test_a_website_that_is_no_address_is_refused_at_its_field(world: World, address: str) -> None:
    response = world.client(world.sam).post(
        f"{_url(world.vestby)}edit/", _card(world.vestby, website=address)
    )
    assert "website" in response.context["form"].errors


def test_an_org_number_that_looks_wrong_is_kept_and_warned_of(world: World) -> None:
    response = world.client(world.sam).post(
        f"{_url(world.vestby)}edit/",
        _card(world.vestby, org_number="556677-8898"),
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
    told = client.post(f"{_url(world.vestby)}edit/", _card(world.vestby, **mine), follow=True)
    assert "also that of Barn och utbildning" in told.content.decode()
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="")
    quiet = client.post(f"{_url(world.care)}edit/", _card(world.care, **mine), follow=True)
    assert "also that of" not in quiet.content.decode()


def test_without_companies_their_fields_are_hidden_and_what_was_written_is_kept(
    world: World,
) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(
        org_number="988077917", website="https://vestby.no", risk="high", payment_days=14
    )
    ShopSettings.objects.filter(pk=1).update(b2b_mode=False)
    client = world.client(world.sam)
    page = client.get(f"{_url(world.vestby)}edit/").content.decode()
    for name in ("org_number", "website", "risk", "allowed_outstanding", "payment_days"):
        assert f'name="{name}"' not in page
    assert "988077917" not in _page(world, _url(world.vestby))

    sent = _card(world.vestby, name="Vestby", risk="low", payment_days=1)
    client.post(f"{_url(world.vestby)}edit/", sent)

    world.vestby.refresh_from_db()
    kept = (world.vestby.org_number, world.vestby.website, world.vestby.risk)
    assert kept == ("988077917", "https://vestby.no", "high")
    assert (world.vestby.name, world.vestby.payment_days) == ("Vestby", 14)


def test_ape_is_asked_of_french_customers_and_only_when_it_is_in_use(world: World) -> None:
    client = world.client(world.sam)
    path = f"{_url(world.vestby)}edit/"
    Customer.objects.filter(pk=world.vestby.pk).update(country="FR")
    assert 'name="ape_code"' not in client.get(path).content.decode()
    ShopSettings.objects.filter(pk=1).update(ape_in_use=True)
    assert 'name="ape_code"' in client.get(path).content.decode()
    client.post(path, _card(world.vestby, country="FR", ape_code="62.02a"))
    world.vestby.refresh_from_db()
    assert world.vestby.ape_code == "6202A"
    refused = client.post(path, _card(world.vestby, country="FR", ape_code="abc"))
    assert "ape_code" in refused.context["form"].errors
    Customer.objects.filter(pk=world.vestby.pk).update(country="SE")
    assert 'name="ape_code"' not in client.get(path).content.decode()


def test_a_new_customer_remembers_that_staff_made_it(world: World) -> None:
    world.client(world.sam).post(
        "/staff/customers/new/",
        _card(world.vestby, name="Ny AB", number="", main_group=world.retail.pk),
    )
    assert Customer.objects.get(name="Ny AB").origin == Origin.STAFF


def test_with_many_groups_their_names_are_written_and_a_wrong_one_is_helped(world: World) -> None:
    CustomerGroup.objects.bulk_create(
        CustomerGroup(name=f"Grupp {number:02}") for number in range(45)
    )
    client = world.client(world.sam)
    page = client.get(f"{_url(world.vestby)}edit/").content.decode()
    assert page.count("Grupp ") == 0
    sent = _card(world.vestby, further_groups="grupp 07\nGrupp 08\n")
    client.post(f"{_url(world.vestby)}edit/", sent)
    assert {group.name for group in world.vestby.further_groups.all()} == {"Grupp 07", "Grupp 08"}
    refused = client.post(f"{_url(world.vestby)}edit/", sent | {"further_groups": "Grupp 4"})
    said = refused.content.decode()
    assert "There is no group named “Grupp 4”" in said
    assert "Grupp 40" in said
    moved = client.post(f"{_url(world.vestby)}move/", {"main_group": "norrviks KOMMUN"})
    assert moved.status_code == 302
    world.vestby.refresh_from_db()
    assert world.vestby.main_group == world.norrvik


def test_who_may_not_pay_on_account_is_not_offered_it(world: World) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(may_pay_on_account=False)
    page = _page(world, "/my/agreed/", world.otto.user)
    assert world.card.name in page
    assert world.invoice.name not in page


def _ordered_on(world: World, account: ShipperAccount) -> Order:
    """Otto's order from the page of the checkout, on that account."""
    client = world.client(world.otto)
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1})
    page = client.get("/checkout/")
    assert "DHL 123 456" in page.content.decode()
    sent = {
        "token": page.context["token"],
        "fingerprint": page.context["basket"].fingerprint,
        "address": str(world.vestby_address.pk),
        "delivery_method": world.pickup.pk,
        "payment_method": world.invoice.pk,
        "shipper_account": str(account.pk),
    }
    changed = client.post("/checkout/", sent)  # the sums are now those of these ways
    if changed.status_code != 302:
        sent["fingerprint"] = changed.context["basket"].fingerprint
        assert client.post("/checkout/", sent).status_code == 302
    order: Order = Order.objects.latest("pk")
    return order


def test_an_account_with_a_carrier_is_chosen_at_checkout_and_stands_on_the_order(
    world: World,
) -> None:
    client = world.client(world.sam)
    new = f"{_url(world.vestby)}shipper-accounts/new/"
    client.post(new, {"carrier": "DHL", "number": "123 456"})
    account = ShipperAccount.objects.get()
    assert "DHL" in _page(world, _url(world.vestby, "addresses/"))
    twice = client.post(new, {"carrier": "dhl", "number": "123 456"})
    assert "has this account already" in twice.content.decode()
    order = _ordered_on(world, account)
    assert order.shipper_account == "DHL 123 456"
    assert "DHL 123 456" in _page(world, f"/staff/orders/{order.number}/")
    client.post(f"{_url(world.vestby)}shipper-accounts/{account.pk}/", {"remove": "1"})
    order.refresh_from_db()
    assert order.shipper_account == "DHL 123 456"
    assert not ShipperAccount.objects.exists()


def test_a_shipper_account_of_another_customer_is_not_here(world: World) -> None:
    account = ShipperAccount.objects.create(customer=world.school, carrier="DHL", number="1")
    path = f"{_url(world.vestby)}shipper-accounts/{account.pk}/"
    assert world.client(world.sam).get(path).status_code == 404
    assert world.client(world.sam).post(path, {"remove": "1"}).status_code == 404


def test_deactivating_is_the_first_offer_and_can_be_taken_back(world: World) -> None:
    client, path = world.client(world.sam), f"{_url(world.vestby)}delete/"
    page = client.get(path).content.decode()
    assert page.index("Deactivate</button>") < page.index("Delete for good</button>")
    client.post(path, {"active": "no"})
    world.vestby.refresh_from_db()
    assert not world.vestby.is_active
    client.post(path, {"active": "yes"})
    world.vestby.refresh_from_db()
    assert world.vestby.is_active


def test_a_customer_without_orders_goes_when_its_number_is_typed(world: World) -> None:
    client, path = world.client(world.sam), f"{_url(world.vestby)}delete/"
    assert client.post(path, {"typed": "Vestby"}).context["form"].errors["typed"]
    assert Customer.objects.filter(pk=world.vestby.pk).exists()
    client.post(path, {"typed": f" {world.vestby.number} "})
    assert not Customer.objects.filter(pk=world.vestby.pk).exists()
    assert User.objects.filter(pk=world.otto.user_id).exists()


def test_orders_stay_and_orders_under_way_hinder(world: World) -> None:
    Address.objects.filter(customer=world.vestby).update(name="Lager")
    order = place(world, world.otto, (world.paper, 1))
    client, path = world.client(world.sam), f"{_url(world.vestby)}delete/"
    typed = {"typed": world.vestby.number}
    assert "Orders are under way" in client.post(path, typed).content.decode()
    Order.objects.filter(pk=order.pk).update(status="completed")
    client.post(path, typed)
    world.vestby.refresh_from_db()
    order.refresh_from_db()
    assert not world.vestby.is_active
    assert order.customer == world.vestby
    assert order.delivery_name
    assert not world.vestby.addresses.exists()
    assert not Membership.objects.get(pk=world.otto.pk).is_active


def test_chains_of_other_customers_that_lead_here_are_named_before_it_goes(world: World) -> None:
    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=Decimal(100),
    )
    said = world.client(world.sam).post(
        f"{_url(world.school)}delete/", {"typed": world.school.number}
    )
    assert "Mia Ek" in said.content.decode()
    assert Customer.objects.filter(pk=world.school.pk).exists()
    assert not Document.objects.exists()


@pytest.mark.parametrize("tab", ["", "users/", "agreements/", "documents/", "history/"])
def test_the_groups_card_has_its_tabs_for_the_same_price(
    world: World, tab: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = world.client(world.stina)
    path = f"/staff/groups/{world.norrvik.pk}/{tab}"
    client.get(path)
    with django_assert_max_num_queries(12) as few:  # type: ignore[attr-defined]
        assert client.get(path).status_code == 200
    _crowd(world, world.care, 40)
    with django_assert_max_num_queries(12) as many:  # type: ignore[attr-defined]
        client.get(path)
    assert len(few) == len(many)


def test_the_groups_people_are_shown_with_their_customer(world: World) -> None:
    page = _page(world, f"/staff/groups/{world.norrvik.pk}/users/?q=nora")
    assert "Nora Lindqvist" in page
    assert "Barn och utbildning" in page
    assert "Greta Sandström" not in page


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
