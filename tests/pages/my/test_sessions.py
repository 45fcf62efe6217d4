"""My pages → Security: where one is logged in, and ending it there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.browsers import browser_in_words
from customers.models import ShopSession
from customers.selectors.sessions import open_sessions, reference
from customers.services.passwords import change_password
from customers.tasks import forget_old_sessions
from tests.second_factors import give_password
from tests.services.customers.test_visits import act
from tests.world import PASSWORD, World

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


def browser(user_agent: str = FIREFOX) -> Client:
    return Client(headers={"User-Agent": user_agent})


def ends(client: Client) -> list[str]:
    page = client.get("/my/security/").content.decode()
    return re.findall(r'action="(/my/security/sessions/\w{32}/end/)"', page)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [(FIREFOX, "Firefox · Windows"), (PHONE, "Safari · iPhone"), ("", ""), ("curl/8", "")],
)
def test_a_browser_is_told_in_a_few_words(user_agent: str, words: str) -> None:
    assert browser_in_words(user_agent) == words


def test_nora_sees_both_her_browsers_and_ends_the_one_on_the_phone(world: World) -> None:
    here = give_password(world.nora.user, browser())
    phone = give_password(world.nora.user, browser(PHONE))
    page = here.get("/my/security/").content.decode()
    assert "Firefox · Windows" in page
    assert "Safari · iPhone" in page
    (end,) = ends(here)
    assert here.post(end).status_code == 302
    assert phone.get("/my/").status_code == 302
    assert here.get("/my/").status_code == 200
    assert ends(here) == []
    assert here.post(end).status_code == 404


def test_the_page_gives_away_no_key(world: World) -> None:
    here = give_password(world.nora.user, browser())
    there = give_password(world.nora.user, browser(PHONE))
    page = here.get("/my/security/").content.decode()
    assert str(there.session.session_key) not in page


def test_nobody_ends_somebody_elses_session(world: World) -> None:
    hers = give_password(world.nora.user, browser())
    ref = reference(str(hers.session.session_key))
    for who in (world.otto, world.greta, world.stina):
        client = world.client(who)
        assert client.post(f"/my/security/sessions/{ref}/end/").status_code == 404
    assert (
        act(world, world.sam, world.nora).post(f"/my/security/sessions/{ref}/end/").status_code
        == 403
    )
    assert hers.get("/my/").status_code == 200


def test_sessions_that_a_new_password_ended_are_not_shown(world: World) -> None:
    give_password(world.nora.user, browser())
    nora = world.actor(world.nora)
    change_password(actor=nora, current=PASSWORD, new="brevlådan är gul 42")
    world.nora.user.refresh_from_db()
    assert open_sessions(world.nora.user, here=None) == []


def test_acting_as_nora_shows_with_sam_and_not_with_her(world: World) -> None:
    client = give_password(world.sam, browser())
    client.post(f"/staff/act-as/{world.nora.pk}/")
    assert open_sessions(world.nora.user, here=None) == []
    (session,) = open_sessions(world.sam, here=client.session.session_key)
    assert (session.is_acting, session.is_here, session.browser) == (
        True,
        True,
        "Firefox · Windows",
    )
    client.post("/acting/leave/")
    (session,) = open_sessions(world.sam, here=client.session.session_key)
    assert (session.is_acting, session.is_here) == (False, True)


def test_a_strangers_session_is_nobodys(world: World) -> None:
    client = Client()
    client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 1})
    assert ShopSession.objects.get().person_id is None
    give_password(world.nora.user, client)
    assert ShopSession.objects.get().person_id == world.nora.user.pk
    client.post("/account/logout/")
    assert not ShopSession.objects.filter(person_id=world.nora.user.pk).exists()


def test_visits_that_have_run_out_are_forgotten_at_night(world: World) -> None:
    world.client(world.nora)
    world.client(world.ali)
    old = ShopSession.objects.get(person_id=world.ali.user_id)
    ShopSession.objects.filter(pk=old.pk).update(expire_date=timezone.now() - timedelta(days=1))
    forget_old_sessions(timestamp=0)
    assert [session.person_id for session in ShopSession.objects.all()] == [world.nora.user_id]
