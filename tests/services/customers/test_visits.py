"""Logged in as somebody else: who may, what is kept, and how it ends (N-30, A-44)."""

from typing import Any

import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client, RequestFactory

from customers.actors import Actor
from customers.errors import NotPermitted
from customers.models import ActingVisit, Membership, StaffRole, User
from customers.models.session import SessionStore
from customers.services import visits
from customers.services.users import set_active, set_staff_role
from tests.world import World


def request_of(client: Client) -> HttpRequest:
    """A request in the client's visit, as the back office's view gets it."""
    request = RequestFactory().post("/")
    request.session = SessionStore(client.session.session_key)
    request.user = get_user(request)
    return request


def act(world: World, who: User, as_whom: Membership) -> Client:
    client = world.client(who)
    request = request_of(client)
    membership = Membership.objects.with_people().get(pk=as_whom.pk)
    visits.start_acting(request, actor=world.actor(who), membership=membership)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key or ""
    return client


def test_sam_acts_as_nora_with_both_names_and_leaves(world: World) -> None:
    last_login = world.nora.user.last_login
    client = act(world, world.sam, world.nora)
    page = client.get("/my/").content.decode()
    assert "Sam Öberg" in page
    assert "Nora Lindqvist" in page
    visit = ActingVisit.objects.get()
    assert (visit.doer, visit.membership, visit.ended_at) == (world.sam, world.nora, None)
    world.nora.user.refresh_from_db()
    assert world.nora.user.last_login == last_login
    answer = client.post("/acting/leave/")
    assert answer["Location"] == "/staff/"
    visit.refresh_from_db()
    assert visit.ended_at is not None
    assert client.session["_auth_user_id"] == str(world.sam.pk)
    assert "Sam Öberg" in client.get("/my/").content.decode()


def test_one_who_acts_reaches_neither_security_nor_the_back_office(world: World) -> None:
    client = act(world, world.stina, world.nora)
    assert client.get("/my/security/").status_code == 403
    assert client.post("/my/security/", {}).status_code == 403
    assert client.get("/account/reset/").status_code == 403
    assert client.get("/staff/").status_code in {403, 404}


def test_leaving_without_acting_changes_nothing(world: World) -> None:
    client = world.client(world.nora)
    assert client.post("/acting/leave/")["Location"] == "/"
    assert client.session["_auth_user_id"] == str(world.nora.user.pk)


def test_leaving_is_a_post(world: World) -> None:
    assert act(world, world.sam, world.nora).get("/acting/leave/").status_code == 405


@pytest.mark.parametrize("who", ["nora", "ali", "greta", "ulla"])
def test_nobody_but_staff_acts_as_another(world: World, who: str) -> None:
    person: Any = getattr(world, who)
    user = person if isinstance(person, User) else person.user
    with pytest.raises(NotPermitted):
        act(world, user, world.otto)
    assert not ActingVisit.objects.exists()


def test_nobody_acts_as_staff_or_as_the_inactive(world: World) -> None:
    own = Membership.objects.create(user=world.stina, customer=world.vestby)
    with pytest.raises(NotPermitted):
        act(world, world.sam, own)
    set_active(actor=world.actor(world.stina), user=world.otto.user, is_active=False)
    with pytest.raises(NotPermitted):
        act(world, world.sam, world.otto)


def test_the_visit_ends_with_the_one_who_acts(world: World) -> None:
    client = act(world, world.sam, world.nora)
    set_active(actor=world.actor(world.stina), user=world.sam, is_active=False)
    assert client.get("/my/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_visit_ends_with_the_right_to_act(world: World) -> None:
    client = act(world, world.sam, world.nora)
    set_staff_role(actor=world.actor(world.stina), user=world.sam, staff_role=StaffRole.NONE)
    assert client.get("/my/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_logging_out_while_acting_ends_the_visit_too(world: World) -> None:
    client = act(world, world.sam, world.nora)
    client.post("/account/logout/")
    assert ActingVisit.objects.get().ended_at is not None
    assert client.get("/my/").status_code == 302


def test_an_actor_of_nobody_cannot_act(world: World) -> None:
    with pytest.raises(ValueError, match="Nobody"):
        visits.start_acting(request_of(Client()), actor=Actor(), membership=world.nora)
