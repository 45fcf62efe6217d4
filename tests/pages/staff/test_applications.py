"""Stina answers applications in the back office; Sam sees those of his team."""

from decimal import Decimal
from typing import Any

import pytest

from customers.models import Customer, LinkTargets, Origin, SalesTeam
from marketing.application_states import ApplicationState
from marketing.models import Application, ApplicationDocument, WholesaleProgramme, WholesaleQuestion
from tests.hostile.strings import OWN, faults_of
from tests.services.marketing.applications import confirmed, sent, tier
from tests.world import World

pytestmark = pytest.mark.django_db
LIST = "/staff/applications/"
SETTINGS = "/staff/settings/wholesale/"
ADDRESSES = "/staff/settings/addresses/"


def card(application: Application) -> str:
    return f"{LIST}{application.pk}/"


def test_the_list_begins_with_those_that_wait_and_has_views_and_filters(world: World) -> None:
    wholesaler = tier()
    confirmed(company="Waiting AB", tier=wholesaler)
    sent(company="Silent AB", email="kim@example.com")
    stina = world.client(world.stina)
    page = stina.get(LIST).content.decode()
    assert "Waiting AB" in page
    assert "Silent AB" not in page
    assert "Silent AB" in stina.get(f"{LIST}?view=pending").content.decode()
    assert "Silent AB" in stina.get(f"{LIST}?view=all&q=kim").content.decode()
    everything = f"{LIST}?view=all"
    assert "Silent AB" not in stina.get(f"{everything}&tier={wholesaler.pk}").content.decode()
    assert "Waiting AB" not in stina.get(f"{everything}&country=NO").content.decode()
    assert "Waiting AB" not in stina.get(f"{everything}&to=2020-01-01").content.decode()
    assert "Waiting AB" in stina.get(f"{everything}&from=2020-01-01").content.decode()
    assert "Waiting AB" in stina.get(f"{everything}&to=9999-12-31").content.decode()
    assert "Waiting AB" in stina.get(f"{everything}&tier=9999999999999999999").content.decode()


def test_the_list_costs_the_same_for_many(world: World, django_assert_num_queries: Any) -> None:
    stina = world.client(world.stina)
    confirmed()
    stina.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        stina.get(LIST)
    for n in range(2):
        confirmed(email=f"kim{n}@example.com", company=f"Kim {n}")
    with django_assert_num_queries(LIST_QUERIES):
        stina.get(LIST)


LIST_QUERIES = 7
CARD_QUERIES = 12


def test_the_menu_counts_those_that_wait(world: World) -> None:
    stina = world.client(world.stina)
    count = '<span class="rail-text">Applications</span><span class="rail-count">1</span>'
    assert count not in stina.get("/staff/customers/").content.decode()
    confirmed()
    sent(email="kim@example.com")
    assert count in stina.get("/staff/customers/").content.decode()


def test_the_card_says_everything_and_hands_out_the_files(
    world: World, django_assert_num_queries: Any
) -> None:
    world.vestby.org_number = "556036-0793"
    world.vestby.save()
    application = confirmed(files=1, words="Vi säljer\nskruv", org_number="556036-0794")
    twin = confirmed(files=1, email="kim@example.com")
    stina = world.client(world.stina)
    stina.get(card(application))
    with django_assert_num_queries(CARD_QUERIES):
        page = stina.get(card(application)).content.decode()
    assert "is not an organisation number of Sweden" in page
    assert "Dahlqvist Kontor AB" in page
    assert f"{LIST}{twin.pk}/" in page
    assert "bevis-0.pdf" in page
    document = ApplicationDocument.objects.get(application=application)
    file = stina.get(f"{card(application)}documents/{document.pk}/")
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file).startswith(b"%PDF")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert stina.get(f"{card(twin)}documents/{document.pk}/").status_code == 404
    page = stina.get(card(twin)).content.decode()
    assert world.vestby.name in page


def test_stina_approves_into_a_tier_and_the_second_is_told(world: World) -> None:
    wholesaler = tier()
    application = confirmed(tier=wholesaler)
    stina = world.client(world.stina)
    url = f"{card(application)}approve/"
    form = stina.get(url).context["form"]
    assert form["tier"].value() == str(wholesaler.pk)
    sheet = {"tier": wholesaler.pk, "which": "new", "payment_days": 30}
    nothing = stina.post(url, sheet | {"main_group": ""})
    assert set(nothing.context["form"].errors) == {"main_group"}
    no_such = stina.post(url, sheet | {"which": "existing", "customer_number": "98765"})
    assert set(no_such.context["form"].errors) == {"customer_number"}
    good = sheet | {"main_group": world.retail.pk, "allowed_outstanding": "5000"}
    done = stina.post(url, good)
    made = Customer.objects.get(name="Dahlqvist Kontor AB")
    assert done["Location"] == f"/staff/customers/{made.pk}/"
    assert made.pricing_tier == wholesaler
    assert made.allowed_outstanding == Decimal(5000)
    late = stina.post(url, good)
    assert late.status_code == 409
    assert "was first: the application is approved" in late.content.decode()
    listed = stina.get("/staff/customers/?origin=wholesale").content.decode()
    assert "Dahlqvist Kontor AB" in listed
    assert world.vestby.name not in listed
    assert (
        world.vestby.name
        not in stina.get(f"/staff/customers/?tier={wholesaler.pk}").content.decode()
    )
    assert "It led to this customer." in stina.get(card(application)).content.decode()


def test_stina_refuses_with_a_reason_and_opens_it_again(world: World) -> None:
    application = confirmed()
    stina = world.client(world.stina)
    url = f"{card(application)}refuse/"
    assert stina.post(url, {"reason": " "}).status_code == 422
    assert stina.post(url, {"reason": "Inte nu."})["Location"] == card(application)
    assert "Inte nu." in stina.get(card(application)).content.decode()
    stina.post(f"{card(application)}reopen/")
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED


def test_a_team_sees_what_was_handed_to_it_and_nothing_else(world: World) -> None:
    team = SalesTeam.objects.create(name="Syd")
    team.members.add(world.sam)
    application, other = confirmed(files=1), confirmed(email="kim@example.com")
    sam, stina = world.client(world.sam), world.client(world.stina)
    document = ApplicationDocument.objects.get()
    urls = [card(application), f"{card(application)}documents/{document.pk}/"]
    assert [sam.get(url).status_code for url in urls] == [404, 404]
    stina.post(f"{card(application)}team/", {"team": team.pk})
    assert sam.get(urls[0]).status_code == 200
    assert b"".join(sam.get(urls[1])).startswith(b"%PDF")
    assert sam.get(card(other)).status_code == 404
    assert sam.get(f"{card(application)}team/").status_code == 403
    for who in (world.nora, world.greta):
        assert world.client(who).get(card(application)).status_code in (403, 404)


def test_staff_choose_what_the_form_asks(world: World) -> None:
    wholesaler = tier()
    stina = world.client(world.stina)
    sheet = {
        **dict.fromkeys(("vat_number", "website", "address", "phone", "words"), "no"),
        "org_number": "required",
        "documents": "yes",
        "tiers": [str(wholesaler.pk)],
        "intro": "Välkommen",
    }
    assert stina.post(SETTINGS, sheet)["Location"] == SETTINGS
    programme = WholesaleProgramme.objects.get()
    assert list(programme.tiers.all()) == [wholesaler]
    assert (programme.helps_to_choose, programme.intro) == (False, "Välkommen")
    assert stina.post(SETTINGS, sheet | {"phone": "perhaps"}).status_code == 422
    new = f"{SETTINGS}questions/new/"
    for n in range(10):
        stina.post(new, {"label": f"Q{n}", "kind": "text"})
    assert WholesaleQuestion.objects.count() == 10
    assert stina.post(new, {"label": "Q10", "kind": "text"}).status_code == 409
    assert stina.post(new, {"label": "Q", "kind": "choice"}).status_code == 422
    last = WholesaleQuestion.objects.last()
    assert last is not None
    stina.post(f"{SETTINGS}questions/{last.pk}/move/", {"up": "1"})
    assert [each.label for each in WholesaleQuestion.objects.all()][-2:] == ["Q9", "Q8"]
    stina.post(f"{SETTINGS}questions/{last.pk}/", {"label": "Ny", "kind": "number"})
    assert WholesaleQuestion.objects.get(pk=last.pk).label == "Ny"
    stina.post(f"{SETTINGS}questions/{last.pk}/move/", {"remove": "1"})
    assert WholesaleQuestion.objects.count() == 9
    assert world.client(world.sam).get(SETTINGS).status_code in (403, 404)


def test_staff_say_where_links_lead_and_are_told_what_cannot_be(world: World) -> None:
    stina = world.client(world.stina)
    sheet = {
        "login_link": "https://login.example.com/",
        "after_login": "/my/orders/",
        "wholesale_link": "",
        "after_sign_up": "",
        "allowed_hosts": "Login.Example.com\n",
    }
    assert stina.post(ADDRESSES, sheet)["Location"] == ADDRESSES
    row = LinkTargets.objects.get()
    assert (row.allowed_hosts, row.after_login) == (["login.example.com"], "/my/orders/")
    for wrong in (
        {"allowed_hosts": "not a host"},
        {"login_link": "//evil.example/"},
        {"after_login": "/account/login/"},
        {"after_sign_up": "/no/such/page/"},
    ):
        told = stina.post(ADDRESSES, sheet | wrong)
        assert told.status_code == 422
        assert set(wrong) <= set(told.context["form"].errors)
    assert LinkTargets.objects.get().login_link == "https://login.example.com/"
    assert world.client(world.sam).get(ADDRESSES).status_code in (403, 404)


def test_a_new_customer_in_a_tier_has_its_origin_from_there(world: World) -> None:
    wholesaler = tier()
    stina = world.client(world.stina)
    assert (
        "New customer in this tier"
        in stina.get(f"/staff/pricing-tiers/{wholesaler.pk}/").content.decode()
    )
    new = f"/staff/customers/new/?tier={wholesaler.pk}"
    assert stina.get(new).context["form"]["pricing_tier"].value() == str(wholesaler.pk)
    sheet = {
        "name": "Ny AB",
        "main_group": world.retail.pk,
        "country": "SE",
        "payment_days": 30,
        "is_active": "on",
    }
    stina.post(new, sheet | {"pricing_tier": wholesaler.pk})
    stina.post(new, sheet | {"name": "Annan AB", "pricing_tier": ""})
    assert Customer.objects.get(name="Ny AB").origin == Origin.TIER
    assert Customer.objects.get(name="Annan AB").origin == Origin.STAFF
    assert "Ny AB" in stina.get("/staff/customers/?origin=tier").content.decode()


def test_what_strangers_write_stays_text(world: World) -> None:
    stina = world.client(world.stina)
    for n, text in enumerate(OWN):
        short = text.replace("\x00", "")[:80].strip() or "-"
        application = confirmed(
            email=f"kim{n}@example.com", company=short, words=text, first_name=short, city=short
        )
        for url in (card(application), f"{card(application)}approve/"):
            assert not faults_of(stina.get(url).content.decode()), text
    assert not faults_of(stina.get(LIST).content.decode())
