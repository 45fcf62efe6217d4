"""Log in and out, lost passwords, activation, and one's own pages."""

import re
import time
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from core.models import OutgoingEmail
from customers.actors import SYSTEM, Actor
from customers.links import ACTIVATION, RESET
from customers.models import Membership, User
from customers.services import passwords, users
from customers.services.activation import send_activation
from customers.services.chains import set_chain
from customers.services.memberships import Roles, add_membership
from customers.tasks import answer_reset_request
from shop.menu import my_menu
from tests.services.customers.test_passwords import link_made
from tests.world import PASSWORD, World, make_user

LOGIN = "/account/login/"
NEW = "en helt ny lösen fras"
WRONG = "The e-mail address or the password is wrong."


def log_in(client: Client, username: str, password: str = PASSWORD, **extra: str) -> int:
    answer = client.post(LOGIN, {"username": username, "password": password, **extra})
    return answer.status_code


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def without_csrf(page: str) -> str:
    return re.sub(r'("X-CSRFToken": |name="csrfmiddlewaretoken" value=)"\w+"', "", page)


def run_jobs() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="customers.answer_reset_request"):
        answer_reset_request(**job.args)


def link_in_mail() -> str:
    found = re.search(r"http://testserver(/account/\S+)", OutgoingEmail.objects.get().body_text)
    assert found
    return found.group(1)


@pytest.mark.parametrize("username", ["nora@example.com", "NORA@Example.COM", " nora@example.com "])
def test_nora_logs_in_in_any_letter_case(world: World, username: str) -> None:
    client = Client()
    assert log_in(client, username) == 302
    assert is_logged_in(client)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("nora@example.com", "wrong"),
        ("nobody@example.com", PASSWORD),
        ("ulla@example.com", PASSWORD),
        ("nora@example.com", "Attest-Demo-2026"),
    ],
)
def test_unknown_wrong_and_inactive_get_one_answer(
    world: World, username: str, password: str
) -> None:
    User.objects.filter(email="ulla@example.com").update(is_active=False)
    client = Client()
    page = client.post(LOGIN, {"username": username, "password": password})
    assert page.status_code == 200
    assert WRONG in page.content.decode()
    assert not is_logged_in(client)


def test_five_failures_close_the_door_for_that_address_in_any_letter_case(world: World) -> None:
    client = Client()
    names = ["nora@example.com", "NORA@example.com", "Nora@example.com", "nora@EXAMPLE.com"]
    for name in names:
        assert log_in(client, name, "wrong") == 200
    assert log_in(client, "nora@example.com", "wrong") == 429
    assert log_in(client, "nora@example.com") == 429
    assert not is_logged_in(client)
    assert log_in(client, "otto@example.com") == 302


def test_the_lock_is_for_that_ip_address_only(world: World) -> None:
    for _time in range(6):
        log_in(Client(REMOTE_ADDR="192.0.2.66"), "nora@example.com", "wrong")
    assert log_in(Client(REMOTE_ADDR="192.0.2.7"), "nora@example.com") == 302


def test_log_in_goes_on_to_where_it_was_asked_for_but_never_off_the_site(world: World) -> None:
    answer = Client().post(
        LOGIN, {"username": "nora@example.com", "password": PASSWORD, "next": "/my/limit/"}
    )
    assert answer["Location"] == "/my/limit/"
    for evil in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = Client().post(
            LOGIN, {"username": "nora@example.com", "password": PASSWORD, "next": evil}
        )
        assert answer["Location"] == reverse("shop:home")


def test_sam_starts_in_the_back_office(world: World) -> None:
    answer = Client().post(LOGIN, {"username": "sam@example.com", "password": PASSWORD})
    assert answer["Location"] == "/staff/"


def test_log_out_is_a_post(world: World) -> None:
    client = world.client(world.nora)
    assert client.get("/account/logout/").status_code == 405
    assert client.post("/account/logout/").status_code == 302
    assert not is_logged_in(client)


def test_the_reset_page_answers_the_same_for_known_and_unknown(world: World) -> None:
    pages = []
    for address in ("nora@example.com", "nobody@example.com"):
        answer = Client().post("/account/reset/", {"email": address}, follow=True)
        pages.append((answer.redirect_chain, without_csrf(answer.content.decode())))
    assert pages[0] == pages[1]
    run_jobs()
    assert OutgoingEmail.objects.get().to_address == "nora@example.com"


def test_nora_resets_her_password_once_by_the_link(world: World) -> None:
    old_visit = world.client(world.nora)
    client = Client()
    client.post("/account/reset/", {"email": "Nora@example.com"})
    run_jobs()
    link = link_in_mail()
    opened = client.get(link)
    assert opened["Location"] == "/account/choose-password/"
    page = client.get(opened["Location"]).content.decode()
    assert "At least 12 characters" in page
    assert link.rsplit("/", 2)[1] not in page
    weak = client.post("/account/choose-password/", {"new": "kort", "again": "kort"})
    assert "too short" in weak.content.decode()
    other = client.post("/account/choose-password/", {"new": NEW, "again": NEW + "x"})
    assert "not the same" in other.content.decode()
    done = client.post("/account/choose-password/", {"new": NEW, "again": NEW})
    assert done["Location"] == LOGIN
    assert client.get(link).status_code == 410
    assert client.post("/account/choose-password/", {"new": NEW, "again": NEW}).status_code == 410
    assert old_visit.get("/my/security/").status_code == 302
    assert log_in(client, "nora@example.com") == 200
    assert log_in(client, "nora@example.com", NEW) == 302


@pytest.mark.parametrize(("minutes", "status"), [(59, 302), (61, 410)])
def test_the_link_of_the_mail_lives_an_hour(world: World, minutes: int, status: int) -> None:
    token = link_made(RESET, world.nora.user, minutes_ago=minutes)
    assert Client().get(f"/account/reset/{token}/").status_code == status


def test_a_link_opened_in_time_and_used_too_late_is_refused(world: World) -> None:
    client = Client()
    token = link_made(RESET, world.nora.user, minutes_ago=59)
    client.get(f"/account/reset/{token}/")
    session = client.session
    *what, until = session["password_link"]
    assert 0 < until - time.time() <= 60, "a visit lets no link live longer"
    assert token not in str(what), "and holds no link"
    session["password_link"] = [*what, int(time.time()) - 1]
    session.save()
    assert client.post("/account/choose-password/", {"new": NEW, "again": NEW}).status_code == 410


def test_a_reset_opens_the_door_that_failures_closed(world: World) -> None:
    client = Client()
    for _time in range(6):
        log_in(client, "nora@example.com", "wrong")
    client.get(f"/account/reset/{RESET.token_for(world.nora.user)}/")
    client.post("/account/choose-password/", {"new": NEW, "again": NEW})
    assert log_in(client, "nora@example.com", NEW) == 302


def test_kim_activates_the_account_and_is_logged_in(world: World) -> None:
    kim = users.invite_user(
        actor=world.actor(world.greta),
        email="kim@example.com",
        person=users.Person("Kim", "Berg"),
        customer=world.care,
    )
    client = Client()
    page = client.get(link_in_mail(), follow=True).content.decode()
    assert "Welcome, Kim" in page
    done = client.post("/account/choose-password/", {"new": NEW, "again": NEW})
    assert done["Location"] == reverse("shop:home")
    assert client.session["_auth_user_id"] == str(kim.user.pk)
    assert Client().get(f"/account/activate/{ACTIVATION.token_for(kim.user)}/").status_code == 410


def test_a_temporary_password_opens_only_the_page_that_replaces_it(world: World) -> None:
    passwords.set_temporary_password(
        actor=world.actor(world.stina),
        user=world.otto.user,
        new=NEW,
        verified_how="Met",
        reason="No mail on the phone",
    )
    client = Client()
    answer = client.post(LOGIN, {"username": "otto@example.com", "password": NEW})
    assert answer["Location"] == "/account/choose-password/"
    assert not is_logged_in(client)
    same = client.post("/account/choose-password/", {"new": NEW, "again": NEW})
    assert "another password than the temporary" in same.content.decode()
    client.post("/account/choose-password/", {"new": NEW + "2", "again": NEW + "2"})
    assert is_logged_in(client)


def test_nora_changes_her_password_here_and_is_logged_out_elsewhere(world: World) -> None:
    here, elsewhere = world.client(world.nora), world.client(world.nora)
    wrong = here.post("/my/security/", {"current": "wrong", "new": NEW, "again": NEW})
    assert "not your current password" in wrong.content.decode()
    done = here.post("/my/security/", {"current": PASSWORD, "new": NEW, "again": NEW})
    assert done.status_code == 302
    assert here.get("/my/security/").status_code == 200
    assert elsewhere.get("/my/security/").status_code == 302
    assert OutgoingEmail.objects.get().template == "accounts/password_changed"


def test_nora_chooses_language_and_theme(world: World) -> None:
    client = world.client(world.nora)
    client.post("/my/security/appearance/", {"language": "sv", "theme": "dark"})
    world.nora.user.refresh_from_db()
    assert (world.nora.user.language, world.nora.user.theme) == ("sv", "dark")
    refused = client.post("/my/security/appearance/", {"language": "xx", "theme": "dark"})
    assert refused.status_code == 200
    world.nora.user.refresh_from_db()
    assert world.nora.user.language == "sv"


def test_there_is_no_field_for_ones_own_address(world: World) -> None:
    page = world.client(world.nora).get("/my/security/").content.decode()
    assert 'name="email"' not in page
    assert "nora@example.com" in page


def test_nora_chooses_among_her_own_customers_only(world: World) -> None:
    there = Membership.objects.create(user=world.nora.user, customer=world.vestby)
    ended = Membership.objects.create(user=world.nora.user, customer=world.care, is_active=False)
    client = world.client(world.nora)
    assert client.post("/my/customer/", {"membership_id": there.pk}).status_code == 302
    assert "Vestby Elektro" in client.get("/my/").content.decode()
    for wrong in (world.otto.pk, ended.pk, "0", "x", "", "9" * 30, "²"):
        assert client.post("/my/customer/", {"membership_id": wrong}).status_code == 404
    assert client.session["membership_id"] == there.pk


def test_the_overview_says_who_approves_and_from_what(world: World) -> None:
    page = world.client(world.nora).get("/my/").content.decode().replace("\xa0", " ")
    assert "Barn och utbildning" in page
    assert "Up to 5 000,00 kr" in page
    assert page.index("Ali Haddad") < page.index("Greta Sandström")
    assert "You look; you do not buy." not in page
    alone = world.client(world.ulla).get("/my/").content.decode()
    assert "You belong to no customer yet" in alone


def test_the_menu_asks_the_routes_own_permission(world: World) -> None:
    def urls(actor: Actor) -> list[str]:
        return [entry.url for group in my_menu(actor, "/my/") for entry in group.items]

    for own in ("/my/approvals/", "/my/absence/"):
        assert own not in urls(world.actor(world.nora))
        assert own in urls(world.actor(world.ali))
    assert not [url for url in urls(world.actor(world.ali)) if url.startswith("/my/group/")]
    assert "/my/security/" in urls(world.actor(world.nora))
    assert "/my/security/" not in urls(world.actor(world.nora, acted_by=world.stina))
    assert urls(world.actor(world.ulla)) == ["/my/", "/my/lists/", "/my/security/"]
    assert my_menu(Actor(), "/my/") == []


def test_a_menu_entry_is_current_on_its_own_pages(world: World) -> None:
    (group,) = my_menu(world.actor(world.nora), "/my/limit/")
    assert [entry.url for entry in group.items if entry.is_current] == ["/my/limit/"]


def test_the_system_mails_an_activation_again(world: World) -> None:
    kim = users.create_user(
        actor=SYSTEM, email="kim@example.com", person=users.Person("Kim", "Berg")
    )
    send_activation(actor=SYSTEM, user=kim)
    send_activation(actor=SYSTEM, user=kim)
    assert OutgoingEmail.objects.filter(to_address="kim@example.com").count() == 2


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_overview_costs_the_same_however_long_the_chain(world: World) -> None:
    client = world.client(world.nora)
    client.get("/my/")  # the first one also writes down when Nora was last seen
    short = queries_of(client, "/my/")
    above = world.greta
    for number in range(10):
        above = add_membership(
            actor=SYSTEM,
            user=make_user(f"p{number}@example.com", f"P{number}", "Ek"),
            customer=world.care,
            roles=Roles(is_approver=True, is_group_admin=True),
            next_approver=above,
            break_point=Decimal(number),
        )
    set_chain(actor=SYSTEM, membership=world.ali, next_approver=above, break_point=Decimal(1))
    assert queries_of(client, "/my/") == short
    assert short <= 20


def test_a_page_follows_the_users_language_else_the_shops(world: World) -> None:
    world.shop.language = "sv"
    world.shop.save()
    assert (
        Client().get("/account/login/", headers={"accept-language": "nb"})["Content-Language"]
        == "sv"
    )
    world.nora.user.language = "nb"
    world.nora.user.save()
    assert world.client(world.nora).get("/my/")["Content-Language"] == "nb"


def test_a_stranger_chooses_a_language_in_this_browser_and_nora_for_good(world: World) -> None:
    stranger = Client()
    response = stranger.post("/account/language/", {"language": "nb", "next": "/cart/"})
    assert response["Location"] == "/cart/"
    assert stranger.get("/cart/")["Content-Language"] == "nb"
    world.client(world.nora).post("/account/language/", {"language": "sv"})
    assert world.client(world.nora).get("/my/")["Content-Language"] == "sv"


def test_an_unknown_language_changes_nothing(world: World) -> None:
    world.client(world.nora).post("/account/language/", {"language": "tlh"})
    world.nora.user.refresh_from_db()
    assert world.nora.user.language == ""
