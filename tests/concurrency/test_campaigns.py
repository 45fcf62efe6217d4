"""Two workers send nobody a letter twice; a stop and a no are heard; a kill loses nothing."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from core.models import OutgoingEmail
from customers.models import Consent, ConsentKind, User
from marketing.errors import MarketingRefused
from marketing.models import Bounce, BouncingAddress, Campaign, CampaignRecipient, CampaignState
from marketing.selectors.audience import counted
from marketing.services.bounces import read_bounces
from marketing.services.campaign_sending import send_batch
from marketing.services.campaigns import send_off, stop_campaign
from tests.concurrency.threads import at_once, while_it_waits
from tests.processes import kill_9, run_python, someone_has_written, wait_until
from tests.services.marketing.campaigns import draft, fates, readers, says_no, sent_off
from tests.services.marketing.test_bounces import report
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

SEND_SLOWLY = """
import time
from marketing.services import campaign_sending
write = campaign_sending._write
def slowly(*given):
    write(*given)
    time.sleep(20)
campaign_sending._write = slowly
print(campaign_sending.send_batch())
"""


def test_four_workers_at_once_write_to_everybody_once(settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 10_000
    world = build_world()
    readers(120)
    sent_off(world)
    results = at_once([send_batch] * 4)
    assert sum(int(str(result)) for result in results) == 120, results
    assert OutgoingEmail.objects.count() == CampaignRecipient.objects.count() == 120
    assert OutgoingEmail.objects.values("to_address").distinct().count() == 120


def test_four_workers_at_once_keep_to_so_many_a_minute(settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 10
    world = build_world()
    readers(60)
    sent_off(world)
    results = at_once([send_batch] * 4)
    assert sum(int(str(result)) for result in results) == 10, results
    assert OutgoingEmail.objects.count() == 10


def test_a_stop_in_the_middle_of_a_batch_waits_for_it_and_skips_the_rest(settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 5
    world = build_world()
    readers(30)
    campaign = sent_off(world)
    send_batch()
    settings.ATTEST_LETTERS_A_MINUTE = 15
    stop = partial(stop_campaign, actor=world.actor(world.stina), campaign_id=campaign.pk)
    answers = at_once([send_batch, stop, send_batch])
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    send_batch()
    counts = sorted(fates(campaign).values())
    written = OutgoingEmail.objects.count()
    assert written in (5, 15)
    assert counts.count(("queued", "")) == written
    assert counts.count(("skipped", "stopped")) == 30 - written
    assert Campaign.objects.get().state == CampaignState.STOPPED


def test_a_no_at_the_same_moment_comes_before_or_after_the_letter(settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 10_000
    world = build_world()
    people = readers(12)
    for _turn in range(4):
        Consent.objects.update(withdrawn_at=None, withdrawn_source="", withdrawn_by=None)
        campaign = sent_off(world)
        answers = at_once([send_batch, *(partial(says_no, person) for person in people[:6])])
        assert not any(isinstance(answer, Exception) for answer in answers), answers
        found = fates(campaign)
        for person in people[6:]:
            assert found[person.email] == ("queued", "")
        for person in people[:6]:
            # Said before the letter began: not among its people at all.
            fate = found.get(person.email)
            mail = OutgoingEmail.objects.filter(event_key=f"campaign-{campaign.pk}:{person.pk}")
            no = Consent.objects.get(user=person)
            assert no.withdrawn_at is not None
            if fate == ("queued", ""):
                assert mail.get().created_at <= no.withdrawn_at
            else:
                assert fate in (None, ("skipped", "withdrew"))
                assert not mail.exists()
        CampaignRecipient.objects.update(queued_at=None)
        OutgoingEmail.objects.update(state="sent")


def test_a_batch_that_waits_for_a_persons_no_hears_it(settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 1
    world = build_world()
    people = readers(2)
    campaign = sent_off(world)
    send_batch()
    settings.ATTEST_LETTERS_A_MINUTE = 10_000
    (waiting,) = CampaignRecipient.objects.filter(state="waiting")
    person = next(each for each in people if each.pk == waiting.user_id)
    sent = while_it_waits(User.objects.filter(pk=person.pk), send_batch, lambda: says_no(person))
    assert sent == 0
    assert fates(campaign)[person.email] == ("skipped", "withdrew")


def test_two_presses_at_once_send_it_once() -> None:
    world = build_world()
    readers(5)
    campaign = draft(world)
    press = partial(
        send_off,
        actor=world.actor(world.stina),
        campaign_id=campaign.pk,
        seen=campaign.version,
        people=counted(campaign).gets,
    )
    answers = at_once([press] * 3)
    refused = [answer for answer in answers if isinstance(answer, MarketingRefused)]
    assert [each.refusal.code for each in refused] == ["not_a_draft"] * 2
    assert send_batch() == 5


def test_the_same_report_by_two_pipes_counts_once() -> None:
    world = build_world()
    readers(1)
    sent_off(world)
    send_batch()
    mail = OutgoingEmail.objects.get()
    answers = at_once([lambda: read_bounces([report(mail)])] * 4)
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    assert Bounce.objects.count() == BouncingAddress.objects.count() == 1


def test_a_worker_killed_in_the_middle_of_a_batch_has_written_to_nobody() -> None:
    world = build_world()
    readers(20)
    campaign = sent_off(world)
    worker = run_python(SEND_SLOWLY)
    wait_until(lambda: someone_has_written("core_outgoingemail"), worker)
    kill_9(worker)
    assert not OutgoingEmail.objects.exists()
    wait_until(partial(_nobody_holds, campaign))
    assert send_batch() == 20
    assert OutgoingEmail.objects.count() == 20
    assert set(fates(campaign).values()) == {("queued", "")}


def _nobody_holds(campaign: Campaign) -> bool:
    """Whether the server has noticed that the killed worker is gone."""
    with transaction.atomic():
        rows = Campaign.objects.select_for_update(skip_locked=True).filter(pk=campaign.pk)
        return len(rows) == 1


def test_only_their_own_kind_of_no_stops_a_letter() -> None:
    world = build_world()
    (person,) = readers(1)
    campaign = sent_off(world)
    says_no(person, ConsentKind.PARTNER)
    send_batch()
    assert fates(campaign)[person.email] == ("queued", "")
