"""Newsletters in the back office: written, looked at, tried, sent off, and what became of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as sending
from django.utils import timezone

from core.mail import send_due
from core.models import OutgoingEmail
from customers.add_ons import AddOn
from customers.models import Segment, User
from marketing.models import (
    Audience,
    Bounce,
    BouncingAddress,
    Campaign,
    CampaignRecipient,
    CampaignState,
)
from marketing.selectors import audience
from marketing.services.campaign_sending import send_batch
from tests.services.marketing.campaigns import draft, fates, readers, says_yes, sent_off
from tests.world import World

PAGE = "/staff/newsletters/"
WORDS = {
    "name": "November",
    "kind": "newsletter",
    "audience": "everybody",
    "subject_en": "News, {{ first_name }}",
    "preheader_en": "All that is new",
    "body_en": "Dear **{{ full_name }}**",
    "seen": "0",
}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_letter_from_the_first_word_to_the_figures(world: World) -> None:
    says_yes(world.nora.user, world.otto.user)
    stina = world.client(world.stina)
    assert "No newsletters yet" in text_of(stina.get(PAGE))
    new = stina.post(f"{PAGE}new/", WORDS)
    campaign = Campaign.objects.get()
    at = f"{PAGE}{campaign.pk}/"
    assert new["Location"] == at
    page = text_of(stina.get(at))
    assert "News, Nora" in page or "News, Otto" in page
    assert "November" in text_of(stina.get(PAGE))
    frame = stina.get(f"{at}frame/?person={world.nora.user_id}")
    assert "<strong>Nora Lindqvist</strong>" in text_of(frame)
    assert "script-src 'none'" in frame["Content-Security-Policy"]
    assert "News, Otto" in text_of(stina.get(f"{at}?person={world.otto.user_id}"))
    stina.post(f"{at}test/", {"language": "en"})
    assert OutgoingEmail.objects.get().to_address == "stina@example.com"
    assert "2 people get this letter" in text_of(stina.get(f"{at}send/"))
    begin = {"seen": campaign.version, "people": 2}
    unsure = stina.post(f"{at}send/", begin)
    assert "This field is required" in text_of(unsure)
    assert Campaign.objects.get().state == CampaignState.DRAFT
    assert stina.post(f"{at}send/", begin | {"sure": "on"})["Location"] == at
    send_batch()
    assert "See how far it is" in text_of(stina.get(at))
    send_due()
    send_batch()
    done = text_of(stina.get(at))
    assert "We count no openings" in done
    assert "Nora Lindqvist" in done
    assert len(sending.outbox) == 3
    assert stina.get(f"{at}edit/")["Location"] == at
    assert stina.get(f"{at}send/")["Location"] == at


def test_words_that_cannot_be_used_come_back_as_they_were_written(world: World) -> None:
    stina = world.client(world.stina)
    page = text_of(
        stina.post(f"{PAGE}new/", WORDS | {"subject_en": "Hi {{ nobody }}", "body_sv": "Bara text"})
    )
    assert "means nothing in this mail" in page
    assert "Hi {{ nobody }}" in page
    assert "Write both a subject and a text" in page
    assert not Campaign.objects.exists()


def test_who_gets_it_and_why_others_do_not(world: World) -> None:
    says_yes(world.nora.user, world.otto.user)
    BouncingAddress.objects.create(address="otto@example.com")
    campaign = draft(
        world,
        audience=Audience.ADDRESSES,
        addresses="nora@example.com otto@example.com ali@example.com who@example.org",
    )
    stina = world.client(world.stina)
    page = text_of(stina.get(f"{PAGE}{campaign.pk}/people/"))
    for said in (
        "Mail to the address comes back",
        "Has not said yes",
        "who@example.org",
        "Gets it",
    ):
        assert said in page
    only = text_of(stina.get(f"{PAGE}{campaign.pk}/people/?fate=bouncing"))
    assert "otto@example.com" in only
    assert "nora@example.com" not in only.split("<tbody>")[1].split("</tbody>")[0]


def test_a_time_of_the_shops_clock_is_kept_and_taken_back(world: World) -> None:
    says_yes(world.nora.user)
    campaign = draft(world)
    at = f"{PAGE}{campaign.pk}/"
    stina = world.client(world.stina)
    begin = {"seen": campaign.version, "people": 1, "sure": "on"}
    later = timezone.localtime() + timedelta(days=2)
    half = text_of(stina.post(f"{at}send/", begin | {"day": later.date().isoformat()}))
    assert "Write the time, too" in half
    past = stina.post(f"{at}send/", begin | {"day": "2020-01-01", "time": "08:00"})
    assert "still to come" in text_of(past)
    stina.post(f"{at}send/", begin | {"day": later.date().isoformat(), "time": "08:30"})
    campaign.refresh_from_db()
    assert campaign.scheduled_at is not None
    assert timezone.localtime(campaign.scheduled_at).strftime("%d %H:%M") == later.strftime(
        "%d 08:30"
    )
    assert "by the shop" in text_of(stina.get(at))
    stina.post(f"{at}unschedule/")
    campaign.refresh_from_db()
    assert campaign.is_draft
    stina.post(f"{at}delete/")
    assert not Campaign.objects.exists()


def test_the_number_changed_while_the_page_was_open(world: World) -> None:
    says_yes(world.nora.user)
    campaign = draft(world)
    says_yes(world.otto.user)
    answer = world.client(world.stina).post(
        f"{PAGE}{campaign.pk}/send/", {"seen": campaign.version, "people": 1, "sure": "on"}
    )
    assert answer.status_code == 409
    assert "2 people get it now, not 1" in text_of(answer)


def test_of_more_than_are_counted_the_page_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "COUNTED_AT_MOST", 2)
    readers(5)
    page = text_of(world.client(world.stina).get(f"{PAGE}{draft(world).pk}/send/"))
    assert "3+ people get this letter" in page
    assert "Send to 3+ people" in page


def test_stopping_from_the_page(world: World, settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 1
    says_yes(world.nora.user, world.otto.user)
    campaign = sent_off(world)
    send_batch()
    stina = world.client(world.stina)
    stina.post(f"{PAGE}{campaign.pk}/stop/")
    page = text_of(stina.get(f"{PAGE}{campaign.pk}/"))
    assert "Stopped by Stina Falk" in page
    assert sorted(fates(campaign).values()) == [("queued", ""), ("skipped", "stopped")]


def test_a_card_tells_that_mail_comes_back_and_opens_the_address_again(world: World) -> None:
    otto = world.otto.user
    says_yes(otto)
    BouncingAddress.objects.create(address=otto.email, user=otto, said="550 <b>no such</b> user")
    stina = world.client(world.stina)
    card = text_of(stina.get(f"/staff/users/{otto.pk}/"))
    assert "Mail comes back" in card
    assert "&lt;b&gt;no such" in card
    stina.post(f"/staff/users/{otto.pk}/address-works/")
    assert BouncingAddress.objects.get().cleared_by_id == world.stina.pk
    assert "Mail comes back" not in text_of(stina.get(f"/staff/users/{otto.pk}/"))


def test_the_mail_log_tells_that_one_came_back(world: World) -> None:
    says_yes(world.otto.user)
    sent_off(world)
    send_batch()
    send_due()
    mail = OutgoingEmail.objects.get()
    Bounce.objects.create(
        key="k", mail=mail, address=mail.to_address, kind="hard", way="report", said="no such user"
    )
    page = text_of(world.client(world.stina).get(f"/staff/mail/{mail.pk}/"))
    assert "It came back" in page
    assert "no such user" in page


def test_while_the_part_is_off_its_pages_are_closed_and_the_way_out_is_open(world: World) -> None:
    nora = world.nora.user
    says_yes(nora)
    campaign = sent_off(world)
    send_batch()
    send_due()
    world.shop.closed_add_ons = [AddOn.CAMPAIGNS.value]
    world.shop.save()
    stina, stranger = world.client(world.stina), world.client(None)
    for address in (PAGE, f"{PAGE}new/", f"{PAGE}{campaign.pk}/", f"{PAGE}{campaign.pk}/people/"):
        assert stina.get(address).status_code == 404
    assert PAGE not in text_of(stina.get("/staff/"))
    for address in ("/newsletter/", "/newsletter/sent/", "/newsletter/choices/"):
        assert stranger.get(address).status_code == 404
    assert 'href="/newsletter/"' not in text_of(stranger.get("/"))
    link = OutgoingEmail.objects.get(template="newsletter/letter").unsubscribe_url
    stop = "/newsletter/" + link.partition("/newsletter/")[2]
    assert stranger.get(stop).status_code == 200
    assert stranger.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not nora.consents.filter(withdrawn_at=None).exists()
    own = world.client(world.otto)
    says_yes(world.otto.user)
    assert own.post("/newsletter/leave/newsletter/")["Location"] == "/"
    assert not world.otto.user.consents.filter(withdrawn_at=None).exists()


def test_only_staff_administrators_come_here(world: World) -> None:
    campaign = draft(world)
    for who, status in ((world.sam, 403), (world.nora, 403), (None, 302)):
        client = world.client(who)
        for rest in ("", "new/", f"{campaign.pk}/", f"{campaign.pk}/send/"):
            assert client.get(f"{PAGE}{rest}").status_code == status


def test_the_list_goes_out_with_its_figures(world: World) -> None:
    says_yes(world.nora.user)
    sent_off(world)
    send_batch()
    send_due()
    send_batch()
    answer: Any = world.client(world.stina).post("/staff/exports/new/campaigns/", {"format": "csv"})
    sheet = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "November" in sheet
    assert "Withdrew by this letter" in sheet


@pytest.mark.parametrize("rest", ["", "people/", "send/"])
def test_a_page_costs_the_same_for_few_and_for_many(
    world: World, rest: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    segment = Segment.objects.create(name="West")
    segment.customers.add(world.vestby)
    campaign = draft(world)
    stina = world.client(world.stina)
    readers(2)
    stina.get(PAGE)  # the first visit of a day is written down
    with django_assert_max_num_queries(14) as few:
        stina.get(f"{PAGE}{campaign.pk}/{rest}")
    says_yes(
        *User.objects.bulk_create(
            User(email=f"more{n}@example.com", first_name="M", last_name=str(n)) for n in range(200)
        )
    )
    with django_assert_max_num_queries(14) as many:
        stina.get(f"{PAGE}{campaign.pk}/{rest}")
    assert len(few.captured_queries) == len(many.captured_queries)


def test_the_page_of_a_sent_letter_costs_the_same_for_few_and_for_many(
    world: World, settings: Any, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 1_000
    stina = world.client(world.stina)
    stina.get(PAGE)
    readers(150)
    campaign = sent_off(world)
    send_batch()
    with django_assert_max_num_queries(9) as many:
        stina.get(f"{PAGE}{campaign.pk}/")
    CampaignRecipient.objects.exclude(pk__in=CampaignRecipient.objects.all()[:2]).delete()
    with django_assert_max_num_queries(9) as few:
        stina.get(f"{PAGE}{campaign.pk}/")
    assert len(many.captured_queries) == len(few.captured_queries)
