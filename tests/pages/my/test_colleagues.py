"""Greta runs her own organisation: found, added, changed, ordered for. Nora may not."""

from decimal import Decimal

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import OutgoingEmail
from customers.models import Membership, PurchaseLimit, User
from orders.models import Order
from tests.orders import place
from tests.pages.reading import page_of, read
from tests.world import World

LIST = "/my/group/users/"


def new_colleague(world: World, **values: str) -> dict[str, str]:
    return {
        "email": "kim@example.com",
        "first_name": "Kim",
        "last_name": "Överförmyndarsekreterare-Hammarström",
        "customer": str(world.care.pk),
        "is_buyer": "on",
        "send_activation": "on",
        "limit_outside": "block",
    } | values


def people(page_text: str) -> set[str]:
    return {name for name in ("Nora", "Ali", "Greta", "Otto") if name in page_text}


def test_greta_sees_her_own_people_and_nora_gets_no_further(world: World) -> None:
    page = read(world.client(world.greta), LIST)
    rows = page.text.split("Everyone who buys")[1]
    assert people(rows) == {"Nora", "Ali", "Greta"}
    assert f"{LIST}{world.nora.user.pk}/" in page.links
    assert "Users" in page.text
    for who in (world.nora, world.ali, world.otto):
        assert world.client(who).get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?q=lindqvist", {"Nora"}),
        ("?q=omsorg", {"Ali"}),
        ("?role=administrator", {"Greta"}),
        ("?role=approver", {"Ali", "Greta"}),
        ("?status=active", {"Nora", "Greta"}),
        ("?status=waits", {"Ali"}),
        ("?status=inactive", set()),
        ("?q=vestby", set()),
        ("?role=no-such&status=x&customer=x&cursor=damaged&sort=no", {"Nora", "Ali", "Greta"}),
    ],
)
def test_colleagues_are_found_by_word_role_and_status(
    world: World, asked: str, found: set[str]
) -> None:
    User.objects.filter(pk=world.ali.user.pk).update(password=make_password(None))
    Membership.objects.create(user=world.ali.user, customer=world.care)
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    page = read(world.client(world.greta), LIST + asked)
    links = {
        name
        for name, who in (("Nora", world.nora), ("Ali", world.ali), ("Greta", world.greta))
        if f"{LIST}{who.user.pk}/" in page.links
    }
    assert links == found
    assert "Vestby" not in page.text
    assert ("No user fits" in page.text) == (not found)


def test_who_left_is_listed_as_having_left(world: World) -> None:
    Membership.objects.filter(pk=world.nora.pk).update(is_active=False)
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    client = world.client(world.greta)
    assert f"{LIST}{world.nora.user.pk}/" in read(client, f"{LIST}?status=ended").links
    assert f"{LIST}{world.nora.user.pk}/" not in read(client, f"{LIST}?status=active").links
    by_customer = read(client, f"{LIST}?customer={world.care.pk}")
    assert f"{LIST}{world.nora.user.pk}/" not in by_customer.links


def test_four_hundred_cost_as_many_queries_as_four(world: World) -> None:
    client = world.client(world.greta)
    client.get(LIST)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    few = cost()
    users = User.objects.bulk_create(
        User(email=f"p{n}@example.com", first_name="P", last_name=f"{n:04}") for n in range(400)
    )
    Membership.objects.bulk_create(
        Membership(user=user, customer=(world.care, world.school)[user.pk % 2]) for user in users
    )
    assert cost() == few
    page = read(client, LIST)
    assert page.next
    seen = set()
    while True:
        seen |= {link for link in page.links if link.startswith(LIST)}
        if not page.next:
            break
        page = read(client, LIST + page.next.split("#")[0].removeprefix(LIST))
    assert sum(link.removeprefix(LIST).strip("/").isdigit() for link in seen) == 403


def test_greta_adds_kim_who_gets_a_link_a_chain_and_a_limit(world: World) -> None:
    client = world.client(world.greta)
    answer = client.post(
        f"{LIST}new/",
        new_colleague(
            world,
            next_approver=str(world.ali.pk),
            break_point="1 000,00",
            limit_amount="25 000",
            limit_from="2026-01-01",
            limit_renewed="monthly",
        ),
    )
    kim = Membership.objects.get(user__email="kim@example.com")
    assert answer["Location"] == f"{LIST}{kim.user_id}/"
    assert (kim.customer, kim.next_approver, kim.break_point) == (
        world.care,
        world.ali,
        Decimal("1000.00"),
    )
    assert PurchaseLimit.objects.get(membership=kim).amount == 25_000
    assert OutgoingEmail.objects.filter(to_address="kim@example.com").count() == 1
    page = read(client, f"{LIST}{kim.user_id}/")
    assert "Waits for activation" in page.text
    assert "Ali Haddad , above 1 000,00 kr" in page.text


def test_half_a_form_keeps_what_was_written_and_makes_nobody(world: World) -> None:
    client = world.client(world.greta)
    values = new_colleague(world, next_approver=str(world.ali.pk), limit_amount="5 00x")
    page = page_of(client.post(f"{LIST}new/", values))
    assert "Something needs another look" in page.text
    assert page.inputs["last_name"] == "Överförmyndarsekreterare-Hammarström"
    assert not User.objects.filter(email="kim@example.com").exists()
    values["limit_amount"] = ""
    page = page_of(client.post(f"{LIST}new/", values))  # an approver and no break point
    assert page.fields_in_error == ["break_point"]
    assert not User.objects.filter(email="kim@example.com").exists()
    assert not OutgoingEmail.objects.exists()


def test_one_with_an_account_elsewhere_is_connected_and_keeps_it(world: World) -> None:
    client = world.client(world.greta)
    values = new_colleague(world, email="OTTO@example.com", first_name="Nils")
    page = page_of(client.post(f"{LIST}new/", values, follow=True))
    otto = User.objects.get(pk=world.otto.user.pk)
    assert otto.first_name == "Otto"
    assert Membership.objects.filter(user=otto, customer=world.care, is_active=True).exists()
    assert "Vestby" not in page.text
    assert "Only they or the shop change this" in page.text
    assert f"{LIST}{otto.pk}/edit/" not in page.links
    told = OutgoingEmail.objects.get()
    assert (told.template, told.to_address) == ("accounts/connected", "otto@example.com")
    assert "Greta Sandström" in told.body_text
    for url in (f"{LIST}{otto.pk}/edit/", f"{LIST}{otto.pk}/active/"):
        assert "Not yours to change" in read(client, url).text
        assert client.post(url, {"first_name": "N", "last_name": "X"}).status_code == 409
    assert client.post(f"{LIST}{otto.pk}/activation/").status_code == 409
    otto.refresh_from_db()
    assert (otto.first_name, otto.is_active) == ("Otto", True)


def test_the_same_person_is_not_added_twice_and_staff_never(world: World) -> None:
    client = world.client(world.greta)
    values = new_colleague(world, email="nora@example.com", customer=str(world.school.pk))
    page = page_of(client.post(f"{LIST}new/", values))
    assert "already belongs" in page.text
    page = page_of(client.post(f"{LIST}new/", new_colleague(world, email="stina@example.com")))
    assert "cannot be added here" in page.text
    assert not Membership.objects.filter(user=world.stina).exists()


def test_a_customer_or_an_approver_of_another_organisation_cannot_be_chosen(world: World) -> None:
    client = world.client(world.greta)
    Membership.objects.filter(pk=world.otto.pk).update(is_approver=True)
    page = page_of(client.post(f"{LIST}new/", new_colleague(world, customer=str(world.vestby.pk))))
    assert "not one of the available choices" in page.text
    values = {"is_buyer": "on", "next_approver": str(world.otto.pk), "break_point": "0"}
    page = page_of(client.post(f"/my/group/memberships/{world.nora.pk}/", values))
    assert "not one of the available choices" in page.text
    world.nora.refresh_from_db()
    assert world.nora.next_approver == world.ali


def test_greta_changes_a_name_but_never_an_address(world: World) -> None:
    client = world.client(world.greta)
    url = f"{LIST}{world.nora.user.pk}/edit/"
    values = {"first_name": "Nora", "last_name": "Ek", "email": "x@example.com", "phone": "0510"}
    assert client.post(url, values).status_code == 302
    nora = User.objects.get(pk=world.nora.user.pk)
    assert (nora.last_name, nora.phone, nora.email) == ("Ek", "0510", "nora@example.com")


def test_the_only_administrator_keeps_the_role(world: World) -> None:
    client = world.client(world.greta)
    url = f"/my/group/memberships/{world.greta.pk}/"
    page = page_of(client.post(url, {"is_buyer": "on", "is_approver": "on"}))
    assert "only administrator" in page.text
    world.greta.refresh_from_db()
    assert world.greta.is_group_admin
    Membership.objects.filter(pk=world.ali.pk).update(is_group_admin=True)
    assert client.post(url, {"is_buyer": "on", "is_approver": "on"}).status_code == 302
    assert client.get(LIST).status_code == 403


def test_the_activation_link_is_sent_again(world: World) -> None:
    User.objects.filter(pk=world.nora.user.pk).update(password=make_password(None))
    client = world.client(world.greta)
    url = f"{LIST}{world.nora.user.pk}/activation/"
    assert client.post(url).status_code == 302
    assert OutgoingEmail.objects.get().to_address == "nora@example.com"
    User.objects.filter(pk=world.nora.user.pk).update(password=make_password("x"))
    assert "already has a password" in page_of(client.post(url), 409).text


# The day somebody leaves


def test_the_page_of_leaving_shows_all_that_hangs_on_ali_and_moves_it(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.greta)
    url = f"{LIST}{world.ali.user.pk}/active/"
    page = read(client, url)
    assert "Next approver for 1 person Nora Lindqvist · Barn och utbildning" in page.text
    assert "1 order waits for this person's answer" in page.text
    assert f"/my/orders/{order.number}/" in page.links
    page = page_of(client.post(url, {}))
    assert page.fields_in_error == ["takes_over"]
    assert User.objects.get(pk=world.ali.user.pk).is_active
    answer = client.post(url, {"takes_over": str(world.greta.pk)})
    assert answer["Location"] == f"{LIST}{world.ali.user.pk}/"
    world.nora.refresh_from_db()
    assert world.nora.next_approver == world.greta
    order = Order.objects.with_people().get(pk=order.pk)
    assert order.approval is not None
    assert order.approval.step == world.greta
    assert not User.objects.get(pk=world.ali.user.pk).is_active
    assert client.post(url, {}).status_code == 302
    assert User.objects.get(pk=world.ali.user.pk).is_active


def test_one_on_whom_nothing_hangs_leaves_at_once_and_comes_back(world: World) -> None:
    client = world.client(world.greta)
    url = f"/my/group/memberships/{world.nora.pk}/end/"
    assert "Nothing depends on this person" in read(client, url).text
    assert client.post(url, {}).status_code == 302
    assert not Membership.objects.get(pk=world.nora.pk).is_active
    assert "Bring Nora Lindqvist back" in read(client, url).text
    assert client.post(url, {}).status_code == 302
    assert Membership.objects.get(pk=world.nora.pk).is_active


def test_greta_leaves_when_somebody_else_looks_after_it(world: World) -> None:
    client = world.client(world.greta)
    url = f"/my/group/memberships/{world.greta.pk}/end/"
    chain = {"takes_over": "chain"}
    assert "The only administrator" in page_of(client.post(url, chain)).text
    for email in ("otto@example.com", "nobody@example.com"):
        page = page_of(client.post(url, chain | {"administrator": email}))
        assert "Nobody in your organisation has this e-mail" in page.text
    assert Membership.objects.get(pk=world.greta.pk).is_active
    answer = client.post(url, chain | {"administrator": "ALI@example.com"})
    assert answer["Location"] == "/my/"
    assert Membership.objects.get(pk=world.ali.pk).is_group_admin
    assert client.get(LIST).status_code == 403
