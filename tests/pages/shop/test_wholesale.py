"""A company applies for wholesale terms at the public form; and where links lead (U-26, U-27)."""

import re
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.form_guard import STARTED, TRAP, started_token
from core.models import OutgoingEmail
from customers.models import LinkTargets, ShopSettings
from marketing.application_states import ApplicationState
from marketing.models import Application, WholesaleProgramme, WholesaleQuestion
from marketing.services.deciding import refuse
from tests.services.marketing.applications import EMAIL, tier
from tests.sites import open_site
from tests.uploads import pdf
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
PAGE = "/account/wholesale/"


def sheet(**values: Any) -> dict[str, Any]:
    usual = {
        "company": "Dahlqvist Kontor AB",
        "org_number": "556036-0793",
        "country": "SE",
        "first_name": "Vera",
        "last_name": "Dahlqvist",
        "email": EMAIL,
        STARTED: started_token("WholesaleForm", time.time() - 10),
    }
    return usual | values


def link() -> str:
    mail = OutgoingEmail.objects.filter(template="wholesale/received").latest("pk")
    found = re.search(r"https?://[^/\s]+(/account/wholesale/\S+)", mail.body_text)
    assert found is not None
    return found[1]


def test_a_company_applies_confirms_and_takes_it_back(world: World) -> None:
    wholesaler = tier()
    client = Client()
    assert PAGE in client.get("/").content.decode()  # the foot of the page
    assert PAGE in client.get("/account/login/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "Wholesaler" in page
    assert "Help me choose" in page
    files = [SimpleUploadedFile("bevis.pdf", pdf()), SimpleUploadedFile("mer.pdf", pdf())]
    done = client.post(PAGE, sheet(tier=str(wholesaler.pk), documents=files))
    assert done["Location"] == "/account/wholesale/sent/"
    assert EMAIL not in client.get("/account/wholesale/sent/").content.decode()
    application = Application.objects.get()
    assert (application.tier, application.documents.count()) == (wholesaler, 2)
    opened = client.get(link())
    assert opened["Location"] == "/account/wholesale/answer/"
    application.refresh_from_db()
    assert application.state == ApplicationState.PENDING, "a look is no yes"
    assert "Confirm the application" in client.get("/account/wholesale/answer/").content.decode()
    client.post("/account/wholesale/answer/", {"confirm": "1"})
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED
    client.post("/account/wholesale/answer/", {"withdraw": "1"})
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    late = client.post("/account/wholesale/answer/", {"confirm": "1"})
    assert late.status_code == 409


def test_the_mail_to_an_address_that_may_be_a_strangers_carries_no_message(world: World) -> None:
    message = "Buy at spam.example"
    told = dict.fromkeys(("company", "first_name", "last_name", "words", "city"), message)
    Client().post(PAGE, sheet(**told))
    mail = OutgoingEmail.objects.get(template="wholesale/received")
    assert "spam.example" not in mail.subject + mail.body_text + mail.body_html


def test_an_applicant_who_comes_too_late_is_not_told_which_of_the_staff_was_first(
    world: World,
) -> None:
    client = Client()
    client.post(PAGE, sheet())
    client.get(link())
    client.post("/account/wholesale/answer/", {"confirm": "1"})
    application = Application.objects.get()
    refuse(actor=world.actor(world.stina), application_id=application.pk, reason="Inte nu.")
    late = client.post("/account/wholesale/answer/", {"withdraw": "1"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "The application is not open for this: Refused." in page
    assert world.stina.last_name not in page


def test_a_strange_link_opens_nothing(world: World) -> None:
    client = Client()
    assert client.get("/account/wholesale/made-up/").status_code == 410
    assert client.get("/account/wholesale/answer/").status_code == 410


def test_every_mistake_is_told_at_its_field_and_nothing_is_lost(world: World) -> None:
    client = Client()
    bad = client.post(
        PAGE,
        sheet(
            company="",
            email="vera",
            words="Vi säljer <b>skruv</b>",
            documents=[SimpleUploadedFile("lista.exe", b"MZ")],
        ),
    )
    assert bad.status_code == 422
    form = bad.context["form"]
    assert set(form.errors) == {"company", "email"}
    assert "Vi säljer &lt;b&gt;skruv&lt;/b&gt;" in bad.content.decode()
    refused = client.post(PAGE, sheet(documents=[SimpleUploadedFile("lista.exe", b"MZ")]))
    assert set(refused.context["form"].errors) == {"documents"}
    assert "lista.exe" in refused.content.decode()
    assert not Application.objects.exists()


def test_a_robot_gets_nowhere(world: World) -> None:
    client = Client()
    for sent in (
        sheet(**{TRAP: "https://spam.example"}),
        sheet(**{STARTED: started_token("WholesaleForm")}),
        sheet(**{STARTED: ""}),
    ):
        assert client.post(PAGE, sent).status_code == 422
    assert not Application.objects.exists()


def test_the_form_asks_what_staff_chose(world: World) -> None:
    programme, _is_new = WholesaleProgramme.objects.get_or_create(pk=1)
    programme.website = programme.words = "no"
    programme.phone = "required"
    programme.intro, programme.intro_sv = "We sell <i>screws</i>.", "Vi säljer skruv."
    programme.save()
    WholesaleQuestion.objects.create(
        key="kind-1",
        kind="choice",
        label="Kind of shop",
        choices=["Web", "Street"],
        is_required=True,
    )
    client = Client()
    page = client.get(PAGE).content.decode()
    assert "We sell &lt;i&gt;screws&lt;/i&gt;." in page
    assert 'name="website"' not in page
    refused = client.post(PAGE, sheet())
    assert set(refused.context["form"].errors) == {"phone", "extra-kind-1"}
    client.post(PAGE, sheet(phone="08-1", **{"extra-kind-1": "Web"}))
    [answer] = Application.objects.get().answers
    assert (answer["value"], answer["labels"]["en"]) == ("Web", "Kind of shop")
    client.cookies["django_language"] = "sv"
    assert (
        "Vi säljer skruv." in client.get(PAGE, headers={"accept-language": "sv"}).content.decode()
    )


def test_known_and_unknown_get_the_same_answer(world: World) -> None:
    answers = []
    for values in ({"email": "ny@example.com"}, {"email": world.nora.user.email}):
        client = Client()
        done = client.post(PAGE, sheet(**values))
        sent = client.get(done["Location"]).content.decode()
        answers.append((done.status_code, done["Location"], re.sub(r"[\w-]{64}", "", sent)))
    assert answers[0] == answers[1]
    texts = {
        re.sub(r"https?:\S+", "", mail.body_text)
        for mail in OutgoingEmail.objects.filter(template="wholesale/received")
    }
    assert len(texts) == 1


def test_off_means_gone_with_everything_kept(world: World) -> None:
    Client().post(PAGE, sheet())
    link_sent = link()
    ShopSettings.objects.update(closed_add_ons=[2004])
    client = Client()
    assert client.get(PAGE).status_code == 404
    assert client.get(link_sent).status_code == 404
    assert PAGE not in client.get("/").content.decode()
    stina = world.client(world.stina)
    assert stina.get("/staff/applications/").status_code == 404
    assert "/staff/applications/" not in stina.get("/staff/customers/").content.decode()
    assert Application.objects.count() == 1


def _targets(**values: Any) -> None:
    LinkTargets.objects.update_or_create(pk=1, defaults=values)


def test_links_in_the_storefront_follow_what_staff_chose(world: World) -> None:
    _targets(
        login_link="https://login.example.com/in",
        wholesale_link="/newsletter/",
        allowed_hosts=["login.example.com"],
    )
    page = Client().get("/").content.decode()
    assert 'href="https://login.example.com/in"' in page
    assert 'href="/account/login/"' not in page
    assert 'href="/newsletter/">Apply' in page
    _targets(allowed_hosts=[])  # taken off the list: the shop's own again, at once
    page = Client().get("/").content.decode()
    assert "login.example.com" not in page
    assert 'href="/account/login/"' in page


def test_a_customers_own_site_keeps_its_own_log_in(world: World) -> None:
    site = open_site(world, world.school)
    _targets(login_link="https://login.example.com/in", allowed_hosts=["login.example.com"])
    page = Client().get(f"/s/{site.slug}/").content.decode()
    assert "login.example.com" not in page
    assert f'href="/s/{site.slug}/account/login/' in page


def test_the_way_back_is_told_to_pages_of_the_shop_only(world: World) -> None:
    client = Client()
    client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 1})
    _targets(login_link="/newsletter/?a=b")
    assert "/newsletter/?a=b&amp;next=%2Fcart%2F" in client.get("/cart/").content.decode()
    _targets(login_link="https://login.example.com/in", allowed_hosts=["login.example.com"])
    page = client.get("/cart/").content.decode()
    assert "https://login.example.com/in" in page
    assert "https://login.example.com/in?" not in page


def _log_in(path: str = "/account/login/", who: str = "nora@example.com") -> str:
    sent = {"username": who, "password": PASSWORD}
    return str(Client().post(path, sent)["Location"])


def test_buyers_land_where_staff_chose_unless_they_were_on_their_way(world: World) -> None:
    assert _log_in() == "/"
    _targets(after_login="/my/orders/")
    assert _log_in() == "/my/orders/"
    assert _log_in("/account/login/?next=/cart/") == "/cart/"
    assert _log_in("/account/login/?next=//evil.example/") == "/my/orders/"
    assert _log_in(who="stina@example.com") == "/staff/"
    _targets(after_login="//evil.example/")  # however it came there
    assert _log_in() == "/"
    _targets(after_login="/account/login/")
    assert _log_in() == "/"


def test_who_is_led_out_of_the_shop_sees_where(world: World) -> None:
    _targets(after_login="https://intra.example.com/a?b=1", allowed_hosts=["intra.example.com"])
    assert _log_in() == "/account/onward/log-in/"
    page = Client().get("/account/onward/log-in/").content.decode()
    assert 'href="https://intra.example.com/a?b=1"' in page
    assert "intra.example.com" in page
    _targets(allowed_hosts=[])
    assert Client().get("/account/onward/log-in/").status_code == 404
    assert Client().get("/account/onward/elsewhere/").status_code == 404
    assert _log_in() == "/"


def test_after_the_form_one_lands_where_staff_chose(world: World) -> None:
    _targets(after_sign_up="/newsletter/")
    assert Client().post(PAGE, sheet())["Location"] == "/newsletter/"


def test_what_staff_chose_costs_a_page_nothing(world: World) -> None:
    def cost() -> int:
        Client().get("/")
        with CaptureQueriesContext(connection) as found:
            Client().get("/")
        return len(found)

    before = cost()
    _targets(login_link="/newsletter/", after_login="/my/orders/")
    assert cost() == before
