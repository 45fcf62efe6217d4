"""A newsletter: who gets it, that nobody gets it twice, and that a no is heard to the last."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as sending
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.mail import send_due
from core.mail_log import MailRefused, may_send_again, send_again
from core.models import OutgoingEmail
from customers.add_ons import AddOn
from customers.errors import NotPermitted
from customers.models import CustomerGroup, Segment, User
from customers.newsletter_links import stop_link
from marketing.errors import MarketingRefused
from marketing.letters import LetterWords
from marketing.models import (
    Audience,
    BouncingAddress,
    Campaign,
    CampaignRecipient,
    CampaignState,
    SkippedFor,
)
from marketing.selectors.audience import counted, strangers_of
from marketing.selectors.campaigns import figures_of
from marketing.services.campaign_sending import send_batch
from marketing.services.campaigns import (
    Details,
    WordsRefused,
    delete_draft,
    preview,
    save_campaign,
    send_off,
    send_test,
    stop_campaign,
    unschedule,
)
from marketing.services.withdrawals import stop_by_link
from tests.services.marketing.campaigns import (
    NEWS,
    PARTNER,
    WORDS,
    draft,
    fates,
    readers,
    says_no,
    says_yes,
    sent_off,
)
from tests.world import World


def run() -> None:
    """The worker: letters into the outbox, out of it, and what became of them."""
    for _turn in range(3):
        send_batch()
        send_due(at_most=1000)


def test_everybody_who_said_yes_gets_it_once_with_the_way_out_in_its_head(world: World) -> None:
    nora, otto = world.nora.user, world.otto.user
    says_yes(nora, otto)
    campaign = sent_off(world)
    run()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SENT
    assert fates(campaign) == {nora.email: ("sent", ""), otto.email: ("sent", "")}
    run()
    assert len(sending.outbox) == 2
    mail: Any = next(each for each in sending.outbox if each.to == [nora.email])
    assert mail.subject == "News, Nora"
    head = mail.message()
    link = stop_link(nora.pk, NEWS, letter=campaign.pk)
    assert head["List-Unsubscribe"] == f"<{link}>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    row = OutgoingEmail.objects.get(to_user=nora)
    assert head["Message-ID"] == row.message_id
    assert link in mail.body
    assert "Dear Nora Lindqvist" in mail.body
    html = str(mail.alternatives[0][0])
    assert "<strong>Nora Lindqvist</strong>" in html
    assert "All that is new" in html
    assert "<img" not in html, "nothing that counts openings"


def test_a_yes_to_the_newsletter_is_none_to_partners(world: World) -> None:
    says_yes(world.nora.user)
    says_yes(world.otto.user, kind=PARTNER)
    campaign = sent_off(world, kind=PARTNER)
    run()
    assert list(fates(campaign)) == [world.otto.user.email]
    assert "partners of Kontorsgrossen" in sending.outbox[0].body


def test_groups_and_segments_reach_people_by_their_connections(world: World) -> None:
    says_yes(world.nora.user, world.otto.user, world.ulla)
    segment = Segment.objects.create(name="West")
    segment.customers.add(world.vestby)
    through_group = Segment.objects.create(name="Councils")
    through_group.groups.add(world.norrvik)
    further = CustomerGroup.objects.create(name="Schools")
    world.school.further_groups.add(further)
    for asked, who in (
        ({"groups": [world.norrvik]}, {"nora@example.com"}),
        ({"groups": [further]}, {"nora@example.com"}),
        ({"segments": [segment]}, {"otto@example.com"}),
        ({"segments": [through_group]}, {"nora@example.com"}),
        (
            {"groups": [world.norrvik], "segments": [segment]},
            {"nora@example.com", "otto@example.com"},
        ),
    ):
        campaign = draft(world, audience=Audience.GROUPS, **asked)
        assert counted(campaign).gets == len(who), asked
        sent_off(world, audience=Audience.GROUPS, **asked)
        send_batch()
        assert set(fates(Campaign.objects.latest("id"))) == who
    everyone = counted(draft(world, audience=Audience.GROUPS, groups=[world.norrvik]))
    assert everyone.others == {SkippedFor.NO_CONSENT: 2}, "Ali and Greta"


def test_what_is_chosen_beside_the_audience_is_asked_about(world: World) -> None:
    """A group ticked under "everybody" would have been a letter to all."""
    pasted = "nora@example.com"
    for given, code in (
        ({"groups": [world.norrvik]}, "audience"),
        ({"addresses": pasted}, "audience"),
        ({"audience": Audience.GROUPS}, "groups"),
        ({"audience": Audience.GROUPS, "groups": [world.norrvik], "addresses": pasted}, "audience"),
        ({"audience": Audience.ADDRESSES}, "addresses"),
    ):
        with pytest.raises(MarketingRefused, match=code):
            draft(world, **given)


def test_of_a_pasted_list_only_those_with_a_yes_get_it_and_the_rest_are_named(world: World) -> None:
    says_yes(world.nora.user, world.otto.user)
    User.objects.filter(pk=world.otto.user_id).update(is_active=False)
    pasted = "NORA@example.com, otto@example.com\nali@example.com; who@example.org nora@example.com"
    campaign = draft(world, audience=Audience.ADDRESSES, addresses=pasted)
    found = counted(campaign)
    assert (found.gets, found.strangers) == (1, 1)
    assert found.others == {SkippedFor.INACTIVE: 1, SkippedFor.NO_CONSENT: 1}
    assert [row.address for row in strangers_of(campaign)] == ["who@example.org"]
    with pytest.raises(MarketingRefused, match="addresses"):
        draft(world, audience=Audience.ADDRESSES, addresses="nora@example.com nonsense")
    many = " ".join(f"a{n}@example.com" for n in range(5_001))
    with pytest.raises(MarketingRefused, match="addresses"):
        draft(world, audience=Audience.ADDRESSES, addresses=many)


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
    campaign = sent_off(world)
    send_batch()
    says_no(nora)
    run()
    assert fates(campaign) == {
        nora.email: ("skipped", "withdrew"),
        otto.email: ("sent", ""),
    }
    assert [mail.to for mail in sending.outbox] == [[otto.email]]


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
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


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


def test_each_reads_their_own_language_and_else_the_shops(world: World) -> None:
    people = (world.nora.user, world.otto.user, world.ali.user)
    for person, code in zip(people, ("nb", "en", ""), strict=True):
        User.objects.filter(pk=person.pk).update(language=code)
    says_yes(*people)
    world.shop.language = "sv"
    world.shop.save()
    sent_off(
        world,
        texts={
            "sv": LetterWords("Svenska", "", "Hej"),
            "nb": LetterWords("Norsk", "", "Hei"),
            "en": LetterWords(),
        },
    )
    run()
    subjects = {mail.to[0]: mail.subject for mail in sending.outbox}
    assert subjects == {
        "nora@example.com": "Norsk",
        "otto@example.com": "Svenska",
        "ali@example.com": "Svenska",
    }


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


def test_a_subject_has_one_line_whatever_is_in_it_or_in_a_name(world: World) -> None:
    nora = world.nora.user
    User.objects.filter(pk=nora.pk).update(first_name="No\r\nBcc: all@example.com\r\n\r\nra")
    says_yes(nora)
    sent_off(
        world, texts={"en": LetterWords("Hi\r\nBcc: x@example.com {{ first_name }}", "", "Yes")}
    )
    run()
    (mail,) = sending.outbox
    assert mail.subject == "Hi Bcc: x@example.com No Bcc: all@example.com ra"
    assert mail.recipients() == [nora.email]
    assert mail.message()["Bcc"] is None


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
