"""The list of users: its columns, its ticks that are buttons, and taking a click back."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from customers.models import (
    Consent,
    ConsentKind,
    ConsentSource,
    Membership,
    User,
)
from tests.orders import place
from tests.sales import sale
from tests.services.orders.figures import NOON
from tests.teams import make_teams
from tests.world import World

LIST = "/staff/users/"
NEWS, PARTNER = ConsentKind.NEWSLETTER, ConsentKind.PARTNER


def row_of(page: str, who: User) -> str:
    found = re.search(rf'<tr id="user-{who.pk}">.*?</tr>', page, re.DOTALL)
    assert found is not None, who
    return found.group()


def listed(client: Client, query: str = "") -> str:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def order_of_rows(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'<tr id="user-(\d+)">', page)]


def yes(who: User, *kinds: ConsentKind) -> None:
    for kind in kinds:
        Consent.objects.create(user=who, kind=kind, given_source=ConsentSource.OWN_PAGES)


def undo_on(page: str) -> str:
    found = re.search(r'action="(/staff/undo/[^"]+)"', page)
    assert found is not None
    return found.group(1)


def toggle(client: Client, who: User, becomes: str, *, follow: bool = False) -> Any:
    path = f"{LIST}{who.pk}/toggle-active/"
    back = f"{LIST}?role=none&sort=-id"
    return client.post(path, {"becomes": becomes, "next": back}, follow=follow)


def test_one_click_makes_ulla_inactive_and_the_toast_takes_it_back(world: World) -> None:
    hers, client = world.client(world.ulla), world.client(world.sam)
    assert "Make Ulla Ek inactive" in row_of(listed(client), world.ulla)
    response = toggle(client, world.ulla, "inactive")
    assert response["Location"] == f"{LIST}?role=none&sort=-id#user-{world.ulla.pk}"
    assert not User.objects.get(pk=world.ulla.pk).is_active
    assert hers.get("/my/").status_code == 302
    page = listed(client, "?role=none")
    assert "Ulla Ek is inactive and signed out." in page
    assert "Make Ulla Ek active" in row_of(page, world.ulla)
    undone = client.post(undo_on(page), follow=True).content.decode()
    assert "Ulla Ek is active again." in undone
    assert User.objects.get(pk=world.ulla.pk).is_active


def test_who_approves_for_others_is_asked_about_first(world: World) -> None:
    client = world.client(world.sam)
    response = toggle(client, world.ali.user, "inactive", follow=True)
    assert response.redirect_chain == [(f"{LIST}{world.ali.user_id}/active/", 302)]
    page = response.content.decode()
    assert "Ali Haddad approves for Nora Lindqvist." in page
    assert User.objects.get(pk=world.ali.user_id).is_active


def test_the_last_administrator_is_warned_about(world: World) -> None:
    Membership.objects.update(next_approver=None, break_point=None)
    page = toggle(world.client(world.sam), world.greta.user, "inactive", follow=True)
    assert "Greta Sandström is the only administrator." in page.content.decode()
    assert User.objects.get(pk=world.greta.user_id).is_active


def test_a_click_on_an_old_page_says_who_was_first(world: World) -> None:
    toggle(world.client(world.stina), world.ulla, "inactive")
    response = toggle(world.client(world.sam), world.ulla, "inactive")
    assert response.status_code == 409
    assert "Stina Falk has made Ulla Ek inactive." in response.content.decode()


def test_an_undo_that_comes_too_late_changes_nothing(world: World) -> None:
    sam, stina = world.client(world.sam), world.client(world.stina)
    toggle(sam, world.ulla, "inactive")
    ticket = undo_on(listed(sam))
    toggle(stina, world.ulla, "active")
    response = sam.post(ticket)
    assert response.status_code == 409
    assert "Stina Falk has made Ulla Ek active." in response.content.decode()
    assert stina.post(ticket).status_code == 409, "a ticket is one person's own"


def test_sam_has_no_button_for_colleagues_nor_stina_for_herself(world: World) -> None:
    sam, stina = world.client(world.sam), world.client(world.stina)
    assert "toggle-active" not in row_of(listed(sam), world.stina)
    assert "toggle-active" not in row_of(listed(stina), world.stina)
    assert "toggle-active" in row_of(listed(stina), world.sam)
    assert toggle(sam, world.stina, "inactive").status_code == 409
    assert User.objects.get(pk=world.stina.pk).is_active


def test_a_click_withdraws_one_consent_and_leaves_the_other(world: World) -> None:
    yes(world.otto.user, NEWS, PARTNER)
    client = world.client(world.sam)
    row = row_of(listed(client), world.otto.user)
    assert "Take Otto Moen off the newsletter" in row
    assert "Take Otto Moen off offers from partners" in row
    response = client.post(f"{LIST}{world.otto.user_id}/withdraw/newsletter/", follow=True)
    page = response.content.decode()
    assert "Otto Moen gets no more: newsletter." in page
    assert "withdraw/newsletter" not in row_of(page, world.otto.user), "staff never say yes"
    assert "withdraw/partner" in row_of(page, world.otto.user)
    gone = Consent.objects.get(kind=NEWS)
    assert (gone.withdrawn_by, gone.withdrawn_source) == (world.sam, ConsentSource.STAFF)
    assert "as before" in client.post(undo_on(page), follow=True).content.decode()
    assert Consent.objects.filter(withdrawn_at=None).count() == 2


def test_a_consent_that_is_gone_is_409_and_an_unknown_one_404(world: World) -> None:
    client = world.client(world.sam)
    assert client.post(f"{LIST}{world.otto.user_id}/withdraw/partner/").status_code == 409
    assert client.post(f"{LIST}{world.otto.user_id}/withdraw/calls/").status_code == 404
    assert client.get(f"{LIST}{world.otto.user_id}/withdraw/partner/").status_code == 405


def test_another_teams_people_are_not_there(world: World) -> None:
    make_teams(world)
    yes(world.nora.user, NEWS)
    client = world.client(world.sam)
    assert toggle(client, world.nora.user, "inactive").status_code == 404
    assert client.post(f"{LIST}{world.nora.user_id}/withdraw/newsletter/").status_code == 404
    assert User.objects.get(pk=world.nora.user_id).is_active
    assert Consent.objects.get().is_given


@pytest.mark.parametrize(("kind", "key"), [(NEWS, "newsletter"), (PARTNER, "partner")])
def test_the_list_is_narrowed_by_each_consent(world: World, kind: ConsentKind, key: str) -> None:
    yes(world.otto.user, kind)
    yes(world.nora.user, *(other for other in ConsentKind if other != kind))
    client = world.client(world.sam)
    assert order_of_rows(listed(client, f"?{key}=yes")) == [world.otto.user_id]
    others = order_of_rows(listed(client, f"?{key}=no"))
    assert world.otto.user_id not in others
    assert world.nora.user_id in others


def test_sales_are_shown_explained_and_sorted(world: World) -> None:
    order = place(world, world.nora, (world.paper, 2))
    waiting = place(world, world.nora, (world.dock, 4))
    bigger = place(world, world.otto, (world.headset, 3))
    page = listed(world.client(world.sam), "?sort=-sales")
    assert order_of_rows(page)[:2] == [world.otto.user_id, world.nora.user_id]
    assert order_of_rows(listed(world.client(world.sam), "?sort=sales"))[-1] == world.otto.user_id
    assert bigger.value_net > order.value_net
    assert waiting.value_net > order.value_net
    assert "722,50" in row_of(page, world.nora.user) or "578,00" in row_of(page, world.nora.user)
    assert "Sales are the orders that reached the shop and were not cancelled" in page


def test_a_team_adds_up_its_own_customers_alone(world: World) -> None:
    """Otto also buys at Omsorg, which the other team looks after."""
    teams = make_teams(world)
    there = Membership.objects.create(user=world.otto.user, customer=world.care)
    sale(world.otto, [(world.dock, 1)], placed=NOON)
    sale(there, [(world.headset, 1)], placed=NOON)
    for who, amount in (
        (world.sam, "1 590,00"),
        (teams.tove, "1 390,00"),
        (world.stina, "2 980,00"),
    ):
        page = listed(world.client(who), "?sort=-sales")
        assert amount in row_of(page, world.otto.user), who
        assert order_of_rows(page)[0] == world.otto.user_id


def test_title_and_birthday_are_columns_only_where_the_shop_asks_for_them(world: World) -> None:
    User.objects.filter(pk=world.otto.user_id).update(title="Mag.", birthday="1990-05-17")
    client = world.client(world.sam)
    columns = "?columns=name.title.birthday"
    page = listed(client, columns)
    assert "Mag." not in page
    assert "17 May 1990" not in page
    assert 'value="title"' not in page
    world.shop.title_in_use = world.shop.birthday_in_use = True
    world.shop.save()
    page = listed(client, columns)
    assert "Mag." in row_of(page, world.otto.user)
    assert "17 May 1990" in row_of(page, world.otto.user)


def test_the_menu_of_a_row_holds_what_one_may_do(world: World) -> None:
    sam = row_of(listed(world.client(world.sam)), world.otto.user)
    stina = row_of(listed(world.client(world.stina)), world.otto.user)
    for row, may_delete in ((sam, False), (stina, True)):
        assert "Menu for Otto Moen" in row
        assert f'href="{LIST}{world.otto.user_id}/edit/"' in row
        assert (f'href="{LIST}{world.otto.user_id}/delete/"' in row) is may_delete


def test_the_list_costs_the_same_with_and_without_consents(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.client(world.sam)
    listed(client)
    with django_assert_num_queries(9) as few:
        listed(client)
    for who in User.objects.all():
        yes(who, NEWS, PARTNER)
    place(world, world.nora, (world.paper, 1))
    with django_assert_num_queries(len(few)):
        listed(client, "?sort=-sales&newsletter=yes")
