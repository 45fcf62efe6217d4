"""A newsletter before it goes: written, tried on oneself, said yes to, planned."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from customers.errors import NotPermitted
from customers.models import User
from marketing.errors import MarketingRefused
from marketing.letters import LetterWords
from marketing.models import Audience, CampaignRecipient, CampaignState
from marketing.selectors import audience
from marketing.services.campaign_sending import send_batch
from marketing.services.campaigns import (
    Details,
    WordsRefused,
    delete_draft,
    preview,
    save_campaign,
    send_off,
    send_test,
    unschedule,
)
from tests.services.marketing.campaigns import NEWS, WORDS, draft, readers, says_yes, sent_off
from tests.world import World


def test_words_that_cannot_be_used_are_refused_at_their_part(world: World) -> None:
    with pytest.raises(WordsRefused) as refused:
        draft(
            world,
            texts={
                "en": LetterWords("Hi {{ password }}", "", "<b>Hi</b>"),
                "sv": LetterWords("", "", "No subject"),
            },
        )
    found = {code: set(parts) for code, parts in refused.value.found.items()}
    assert found == {"en": {"subject", "body"}, "sv": {"subject"}}


def test_only_administrators_of_the_shop_write_to_everybody(world: World) -> None:
    details = Details("N", NEWS, Audience.EVERYBODY, {"en": WORDS})
    for who in (world.sam, world.nora, world.greta, None):
        with pytest.raises(NotPermitted):
            save_campaign(actor=world.actor(who), campaign_id=None, details=details)
    acting = world.actor(world.stina, acted_by=world.stina)
    with pytest.raises(NotPermitted):
        save_campaign(actor=acting, campaign_id=None, details=details)


def test_a_draft_is_changed_by_one_at_a_time_and_deleted_while_it_is_one(world: World) -> None:
    stina = world.actor(world.stina)
    campaign = draft(world)
    details = Details("Advent", NEWS, Audience.EVERYBODY, {"en": WORDS})
    save_campaign(actor=stina, campaign_id=campaign.pk, details=details, seen=campaign.version)
    with pytest.raises(MarketingRefused, match="changed_since"):
        save_campaign(actor=stina, campaign_id=campaign.pk, details=details, seen=campaign.version)
    assert delete_draft(actor=stina, campaign_id=campaign.pk) == "Advent"
    says_yes(world.nora.user)
    gone = sent_off(world)
    with pytest.raises(MarketingRefused, match="not_a_draft"):
        delete_draft(actor=stina, campaign_id=gone.pk)


def test_a_test_goes_to_oneself_and_counts_nowhere(world: World) -> None:
    campaign = draft(world)
    mail = send_test(actor=world.actor(world.stina), campaign_id=campaign.pk, language="en")
    assert (mail.to_address, mail.subject) == ("stina@example.com", "News, Stina")
    assert not CampaignRecipient.objects.exists()
    shown = preview(campaign=campaign, person=world.otto.user, shop=world.shop)
    assert shown is not None
    assert shown.subject == "News, Otto"


def test_the_number_that_was_said_yes_to_is_the_number_that_get_it(world: World) -> None:
    says_yes(world.nora.user)
    campaign = draft(world)
    says_yes(world.otto.user)
    ask: dict[str, Any] = {"actor": world.actor(world.stina), "campaign_id": campaign.pk}
    with pytest.raises(MarketingRefused, match="other_people"):
        send_off(**ask, seen=campaign.version, people=1)
    with pytest.raises(MarketingRefused, match="changed_since"):
        send_off(**ask, seen=campaign.version - 1, people=2)
    empty = draft(world, audience=Audience.ADDRESSES, addresses="who@example.org")
    with pytest.raises(MarketingRefused, match="nobody"):
        send_off(actor=ask["actor"], campaign_id=empty.pk, seen=empty.version, people=0)
    blank = draft(world, texts={})
    with pytest.raises(MarketingRefused, match="no_words"):
        send_off(actor=ask["actor"], campaign_id=blank.pk, seen=blank.version, people=2)
    assert send_off(**ask, seen=campaign.version, people=2).state == CampaignState.SCHEDULED
    with pytest.raises(MarketingRefused, match="not_a_draft"):
        send_off(**ask, seen=campaign.version, people=2)


def test_of_more_than_are_counted_the_same_are_counted_each_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "COUNTED_AT_MOST", 2)
    people = readers(5)
    User.objects.filter(pk=people[3].pk).update(is_active=False)
    campaign = draft(world)
    found = audience.counted(campaign)
    assert (found.gets, found.is_cut) == (3, True)
    User.objects.filter(pk=people[0].pk).update(first_name="Ruth")  # her row lies last now
    assert audience.counted(campaign) == found
    User.objects.filter(pk__in=[each.pk for each in people[:3]]).update(is_active=False)
    stina = world.actor(world.stina)
    send_off(actor=stina, campaign_id=campaign.pk, seen=campaign.version, people=0)
    assert send_batch() == 1, "the last, who was not counted"


def test_a_planned_letter_waits_for_its_time_and_can_be_taken_back(world: World) -> None:
    says_yes(world.nora.user)
    campaign = draft(world)
    stina = world.actor(world.stina)
    ask: dict[str, Any] = {
        "actor": stina,
        "campaign_id": campaign.pk,
        "seen": campaign.version,
        "people": 1,
    }
    with pytest.raises(MarketingRefused, match="past"):
        send_off(**ask, at=timezone.now() - timedelta(minutes=1))
    at = timezone.now() + timedelta(hours=2)
    send_off(**ask, at=at)
    assert send_batch() == 0
    assert unschedule(actor=stina, campaign_id=campaign.pk).state == CampaignState.DRAFT
    assert send_batch(now=at) == 0
    campaign.refresh_from_db()
    send_off(**(ask | {"seen": campaign.version}), at=at)
    assert send_batch(now=at) == 1
    with pytest.raises(MarketingRefused, match="too_late"):
        unschedule(actor=stina, campaign_id=campaign.pk)


def test_what_should_have_gone_days_ago_is_a_draft_again(world: World) -> None:
    """The worker, or the part of the shop, was off: nobody gets last month's offers by surprise."""
    says_yes(world.nora.user)
    campaign = sent_off(world)
    assert send_batch(now=timezone.now() + timedelta(days=3)) == 0
    seen = campaign.version
    campaign.refresh_from_db()
    assert (campaign.state, campaign.sent_off_by) == (CampaignState.DRAFT, None)
    with pytest.raises(MarketingRefused, match="changed_since"):
        send_off(actor=world.actor(world.stina), campaign_id=campaign.pk, seen=seen, people=1)
