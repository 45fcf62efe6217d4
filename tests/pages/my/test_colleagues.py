"""Greta runs her own organisation: found, added, changed, ordered for. Nora may not."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import ExportJob, ExportStatus, OutgoingEmail
from customers.models import ActingVisit, Membership, PurchaseLimit, User
from orders.models import Order
from tests.orders import fill_cart, place, send_cart
from tests.pages.reading import page_of, read
from tests.world import World, make_user

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


def downloaded(client: Client, kind: str, asked: str, file_format: str = "csv") -> bytes:
    answer: Any = client.post(
        f"/my/group/exports/new/{kind}/", {"format": file_format, "asked": asked}
    )
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


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
    assert not OutgoingEmail.objects.exists()
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


# Order for a colleague


def act(world: World, who: Membership, as_whom: Membership) -> Client:
    client = world.client(who)
    client.post(f"/my/group/memberships/{as_whom.pk}/act/")
    return client


def test_greta_orders_for_nora_with_both_names_and_comes_back(world: World) -> None:
    client = world.client(world.greta)
    button = page_of(client.get(f"{LIST}{world.nora.user.pk}/"))
    assert "Order for Nora Lindqvist" in button.text
    answer = client.post(f"/my/group/memberships/{world.nora.pk}/act/")
    assert answer["Location"] == "/"
    page = read(client, "/")
    assert "Greta Sandström , you act as Nora Lindqvist" in page.text
    actor = client.get("/my/").context["actor"]
    assert (actor.user, actor.acted_by) == (world.nora.user, world.greta.user)
    fill_cart(actor, (world.dock, 4))
    order = send_cart(world, actor).order
    order = Order.objects.get(pk=order.pk)
    assert (order.orderer, order.placed_by) == (world.nora.user, world.greta.user)
    assert client.post("/acting/leave/")["Location"] == LIST
    assert client.session["membership_id"] == world.greta.pk
    listed = read(client, "/my/group/orders/")
    assert "Nora Lindqvist placed by Greta Sandström" in listed.text
    visit = ActingVisit.objects.get()
    assert (visit.doer, visit.membership) == (world.greta.user, world.nora)
    assert visit.ended_at is not None


def test_she_who_acts_stays_out_of_what_is_the_persons_own(world: World) -> None:
    client = act(world, world.greta, world.nora)
    assert client.get("/my/").status_code == 200
    assert client.get("/my/security/").status_code == 403
    assert client.get(LIST).status_code == 403
    assert client.get("/staff/").status_code == 403


def test_nobody_acts_twice_nor_by_a_borrowed_right(world: World) -> None:
    Membership.objects.filter(pk=world.ali.pk).update(is_group_admin=True)
    client = act(world, world.greta, world.ali)
    assert client.get(LIST).status_code == 200  # to look, as Ali
    for url in (
        f"/my/group/memberships/{world.nora.pk}/act/",
        f"{LIST}new/",
        f"{LIST}{world.nora.user.pk}/edit/",
        f"/my/group/memberships/{world.nora.pk}/",
        "/my/group/exports/new/colleagues/",
    ):
        assert client.post(url, {}).status_code == 403, url
    assert client.get("/my/").context["actor"].user == world.ali.user
    assert ActingVisit.objects.count() == 1


def test_staff_as_greta_cannot_go_on_to_nora(world: World) -> None:
    client = world.client(world.sam)
    assert client.post(f"/staff/act-as/{world.greta.pk}/").status_code == 302
    assert client.post(f"/my/group/memberships/{world.nora.pk}/act/").status_code == 403
    assert client.get("/my/").context["actor"].user == world.greta.user


@pytest.mark.parametrize("who", ["staff", "herself", "inactive", "ended", "otto"])
def test_greta_acts_as_nobody_else(world: World, who: str) -> None:
    seat, status = world.nora, 409
    if who == "staff":
        seat = Membership.objects.create(user=world.sam, customer=world.school)
    elif who == "herself":
        seat = world.greta
    elif who == "inactive":
        User.objects.filter(pk=seat.user.pk).update(is_active=False)
    elif who == "ended":
        Membership.objects.filter(pk=seat.pk).update(is_active=False)
    else:
        seat, status = world.otto, 404
    client = world.client(world.greta)
    assert client.post(f"/my/group/memberships/{seat.pk}/act/").status_code == status
    assert not ActingVisit.objects.exists()


def test_the_visit_ends_with_the_right_to_it(world: World) -> None:
    client = act(world, world.greta, world.nora)
    assert client.get("/my/").status_code == 200
    Membership.objects.filter(pk=world.greta.pk).update(is_group_admin=False)
    assert client.get("/my/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_visit_ends_when_the_colleague_moves_to_another_organisation(world: World) -> None:
    client = act(world, world.greta, world.nora)
    Membership.objects.filter(pk=world.nora.pk).update(customer=world.vestby)
    assert client.get("/my/").status_code == 302


# The list as a spreadsheet


def test_the_export_is_the_list_inside_the_border(world: World) -> None:
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    client = world.client(world.greta)
    content = downloaded(client, "colleagues", "role=approver&sort=-name", "xlsx")
    sheet: Any = openpyxl.load_workbook(BytesIO(content)).active
    rows = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows == ["greta@example.com", "ali@example.com"]
    text = downloaded(client, "colleagues", "").decode("utf-8-sig")
    assert text.count("nora@example.com") >= 1
    assert world.vestby.number not in text.replace("\r", "")
    assert "otto@example.com" not in text
    job = ExportJob.objects.order_by("id").last()
    assert job is not None
    assert (job.scope, job.created_by) == (f"group {world.norrvik.pk}", world.greta.user)


def test_a_file_is_only_for_whoever_asked_and_only_in_that_organisation(world: World) -> None:
    job = ExportJob.objects.create(
        kind="colleagues",
        scope=f"group {world.norrvik.pk}",
        format="csv",
        language="sv",
        status=ExportStatus.RUNNING,
        created_by=world.greta.user,
    )
    url = f"/my/group/exports/{job.pk}/"
    assert world.client(world.greta).get(url).status_code == 200
    Membership.objects.filter(pk__in=[world.ali.pk, world.otto.pk]).update(is_group_admin=True)
    for who in (world.ali, world.otto):
        assert world.client(who).get(url).status_code == 404
        assert world.client(who).get(f"{url}file/").status_code == 404
    elsewhere = Membership.objects.create(
        user=world.greta.user, customer=world.vestby, is_group_admin=True
    )
    assert world.client(elsewhere).get(url).status_code == 404


# Orders and addresses


def test_greta_finds_every_order_and_only_her_own_organisations(world: World) -> None:
    mine = place(world, world.nora, (world.paper, 1))
    foreign = place(world, world.otto, (world.paper, 1))
    client = world.client(world.greta)
    page = read(client, "/my/group/orders/")
    assert f"/my/orders/{mine.number}/" in page.links
    assert f"/my/orders/{foreign.number}/" not in page.links
    day = mine.placed_at.date()
    narrowed = (
        (f"?placed_from={day}&placed_to={day}&status=unprocessed&q=lindqvist", True),
        ("?placed_to=2001-01-01", False),
        (f"?customer={world.care.pk}", False),
        ("?placed_from=x&status=no", True),
    )
    for asked, is_found in narrowed:
        links = read(client, f"/my/group/orders/{asked}").links
        assert (f"/my/orders/{mine.number}/" in links) == is_found, asked
    assert world.client(world.nora).get("/my/group/orders/").status_code == 403
    text = downloaded(client, "organisation-orders", "").decode("utf-8-sig")
    numbers = [line.split(";")[0] for line in text.splitlines()[1:]]
    assert numbers == [str(mine.number)]


ADDRESS = {
    "name": "Strandskolans förskoleavdelning",
    "street": "Hamngatan 16",
    "postal_code": "531 32",
    "city": "Norrvik",
    "country": "SE",
}


def test_greta_keeps_the_addresses(world: World) -> None:
    client = world.client(world.greta)
    client.post("/my/group/addresses/new/", {**ADDRESS, "customer": str(world.care.pk)})
    address = world.care.addresses.get()
    assert address.name == "Strandskolans förskoleavdelning"
    url = f"/my/group/addresses/{address.pk}/"
    client.post(url, {**ADDRESS, "city": "Vik", "is_default": "on", "is_invoice": "on"})
    address.refresh_from_db()
    assert (address.city, address.is_default, address.is_invoice) == ("Vik", True, False)
    page = read(client, "/my/group/addresses/")
    assert url in page.links
    assert "Vestby" not in page.text
    assert client.post(url, {"remove": "1"}).status_code == 302
    assert not world.care.addresses.exists()


def test_only_these_addresses_needs_one_to_choose(world: World) -> None:
    client = world.client(world.greta)
    url = f"/my/group/addresses/customer/{world.care.pk}/"
    assert "Add an address first" in page_of(client.post(url, {"free": "no"}), 409).text
    url = f"/my/group/addresses/customer/{world.school.pk}/"
    assert client.post(url, {"free": "no"}).status_code == 302
    world.school.refresh_from_db()
    assert not world.school.free_delivery_address
    last = f"/my/group/addresses/{world.school_address.pk}/"
    assert "only address" in page_of(client.post(last, {"remove": "1"}), 409).text
    assert client.post(url, {"free": "yes"}).status_code == 302
    assert client.post(last, {"remove": "1"}).status_code == 302
    fill_cart(world.actor(world.nora), (world.paper, 1))
    assert world.client(world.nora).get("/checkout/").status_code == 200


def test_where_invoices_go_is_not_gretas(world: World) -> None:
    world.school_address.is_invoice = True
    world.school_address.save()
    client = world.client(world.greta)
    assert client.get(f"/my/group/addresses/{world.school_address.pk}/").status_code == 404
    assert "Hamngatan 14" not in read(client, "/my/group/addresses/").text


def test_a_company_alone_has_an_administrator_who_sees_it_and_no_other(world: World) -> None:
    """Two companies of the group Retail are no organisation."""
    Membership.objects.filter(pk=world.otto.pk).update(is_group_admin=True)
    other = type(world.vestby).objects.create(name="Moss Rör", main_group=world.retail)
    Membership.objects.create(user=make_user("m@example.com", "Mia", "Ros"), customer=other)
    page = read(world.client(world.otto), LIST)
    assert "Otto Moen" in page.text
    assert "Mia Ros" not in page.text
    assert "Moss" not in read(world.client(world.otto), "/my/group/addresses/").text


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
