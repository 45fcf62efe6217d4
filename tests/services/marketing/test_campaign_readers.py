"""Who gets a newsletter, and in which words; that nobody gets it twice."""

from typing import Any

import pytest
from django.core import mail as sending

from core.models import OutgoingEmail
from customers.models import CustomerGroup, Membership, Segment, User
from customers.newsletter_links import stop_link
from marketing.errors import MarketingRefused
from marketing.letters import LetterWords
from marketing.models import Audience, Campaign, CampaignState, SkippedFor
from marketing.selectors.audience import counted, strangers_of
from marketing.services.campaign_sending import send_batch
from tests.services.marketing.campaigns import NEWS, PARTNER, draft, fates, run, says_yes, sent_off
from tests.world import World


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
    for asked in (
        {"audience": Audience.GROUPS, "groups": [world.norrvik]},
        {"audience": Audience.ADDRESSES, "addresses": world.nora.user.email},
    ):
        found = counted(draft(world, kind=PARTNER, **asked))
        assert (found.gets, set(found.others)) == (0, {SkippedFor.NO_CONSENT}), asked


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
    Membership.objects.filter(pk=world.nora.pk).update(is_active=False)
    assert counted(draft(world, audience=Audience.GROUPS, groups=[world.norrvik])).gets == 0


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
