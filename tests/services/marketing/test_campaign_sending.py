"""A newsletter on its way: a no is heard to the last, and it can be stopped."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as sending
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.mail_log import MailRefused, may_send_again, send_again
from core.models import OutgoingEmail
from customers.add_ons import AddOn
from customers.models import User
from customers.newsletter_links import stop_link
from marketing.errors import MarketingRefused
from marketing.models import BouncingAddress, CampaignRecipient, CampaignState, SkippedFor
from marketing.selectors.campaigns import figures_of
from marketing.services.campaign_sending import send_batch
from marketing.services.campaigns import stop_campaign
from marketing.services.withdrawals import stop_by_link
from tests.services.marketing.campaigns import (
    NEWS,
    PARTNER,
    fates,
    readers,
    run,
    says_no,
    says_yes,
    sent_off,
)
from tests.world import World


def test_who_takes_it_back_before_their_letter_is_skipped(world: World) -> None:
    nora, otto, ulla = world.nora.user, world.otto.user, world.ulla
    says_yes(nora, otto, ulla, world.ali.user)
    campaign = sent_off(world)
    User.objects.filter(pk=ulla.pk).update(is_active=False)
    says_no(nora)
    send_batch()
    assert fates(campaign) == {
        otto.email: ("queued", ""),
        ulla.email: ("skipped", "inactive"),
        world.ali.user.email: ("queued", ""),
    }


def test_a_no_between_two_batches_is_heard(world: World, settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 1
    nora, otto, ali = world.nora.user, world.otto.user, world.ali.user
    says_yes(nora, otto, ali)
    campaign = sent_off(world)
    assert send_batch() == 1
    assert send_batch() == 0, "one a minute"
    waiting = [email for email, fate in fates(campaign).items() if fate == ("waiting", "")]
    assert len(waiting) == 2
    says_no(User.objects.get(email=waiting[0]))
    BouncingAddress.objects.create(address=waiting[1])
    CampaignRecipient.objects.update(queued_at=timezone.now() - timedelta(minutes=2))
    settings.ATTEST_LETTERS_A_MINUTE = 100
    run()
    assert fates(campaign)[waiting[0]] == ("skipped", "withdrew")
    assert fates(campaign)[waiting[1]] == ("skipped", "bouncing")
    assert len(sending.outbox) == 1
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SENT


def test_a_no_is_heard_while_the_letter_lies_in_the_outbox(world: World) -> None:
    nora, otto = world.nora.user, world.otto.user
    says_yes(nora, otto)
    says_yes(nora, kind=PARTNER)
    campaign = sent_off(world)
    send_batch()
    says_no(nora)
    run()
    assert fates(campaign) == {
        nora.email: ("skipped", "withdrew"),
        otto.email: ("sent", ""),
    }
    assert [mail.to for mail in sending.outbox] == [[otto.email]]


def test_a_letter_that_goes_while_it_is_looked_at_has_not_failed(world: World) -> None:
    """The mail worker does not wait for the one that looks what has become of its mails."""
    says_yes(world.nora.user)
    campaign = sent_off(world)
    send_batch()

    def it_goes(execute: Any, sql: str, *rest: Any) -> Any:
        done = execute(sql, *rest)
        if sql.startswith('UPDATE "marketing_campaignrecipient"'):
            OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
        return done

    with connection.execute_wrapper(it_goes):
        send_batch()
    send_batch()
    assert fates(campaign) == {world.nora.user.email: ("sent", "")}
    OutgoingEmail.objects.update(state="failed")
    CampaignRecipient.objects.update(state="queued")
    send_batch()
    assert fates(campaign) == {world.nora.user.email: ("failed", "")}


def test_a_letter_is_not_sent_again_by_hand(world: World) -> None:
    """Whoever has said no since would get it."""
    says_yes(world.nora.user)
    sent_off(world)
    send_batch()
    OutgoingEmail.objects.update(state="failed")
    mail = OutgoingEmail.objects.get()
    assert may_send_again(mail).code == "letter"
    with pytest.raises(MailRefused):
        send_again(actor=world.actor(world.stina), mail_id=mail.pk)


def test_stopping_leaves_the_rest_without_it(world: World, settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 2
    readers(5)
    campaign = sent_off(world)
    send_batch()
    stopped = stop_campaign(actor=world.actor(world.stina), campaign_id=campaign.pk)
    assert stopped.state == CampaignState.STOPPED
    run()
    assert len(sending.outbox) == 2
    figures = figures_of(campaign)
    assert (figures.sent, figures.skipped, figures.total) == (2, {SkippedFor.STOPPED: 3}, 5)
    with pytest.raises(MarketingRefused, match="too_late"):
        stop_campaign(actor=world.actor(world.stina), campaign_id=campaign.pk)


def test_while_the_part_is_off_nothing_goes_and_a_no_is_heard(world: World) -> None:
    says_yes(world.nora.user)
    campaign = sent_off(world)
    world.shop.closed_add_ons = [AddOn.CAMPAIGNS.value]
    world.shop.save()
    assert send_batch() == 0
    assert not OutgoingEmail.objects.exists()
    stop_by_link(token=stop_link(world.nora.user_id, NEWS).rstrip("/").split("/")[-1])
    world.shop.closed_add_ons = []
    world.shop.save()
    run()
    assert fates(campaign) == {}


def test_figures_tell_who_left_by_this_very_letter(world: World) -> None:
    nora, otto = world.nora.user, world.otto.user
    says_yes(nora, otto)
    campaign = sent_off(world)
    run()
    says_no(otto)
    link = OutgoingEmail.objects.get(to_user=nora).unsubscribe_url
    for _again in range(2):
        stop_by_link(token=link.rstrip("/").split("/")[-1])
    assert figures_of(campaign).withdrew == 1


def test_a_batch_costs_the_same_for_few_and_for_many(world: World, settings: Any) -> None:
    settings.ATTEST_LETTERS_A_MINUTE = 10_000
    counts = []
    for many in (2, 190):
        readers(many, prefix=f"of{many}-")
        sent_off(world)
        with CaptureQueriesContext(connection) as batch:
            assert send_batch() >= many
        counts.append(len(batch.captured_queries))
        OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
        send_batch()
        CampaignRecipient.objects.update(queued_at=None)
    assert counts == [24, 24], counts
