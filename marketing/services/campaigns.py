"""Writing a newsletter, trying it, sending it off, stopping it. The worker does the sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from core.audit import use_case
from core.mail import Written, absolute_url, letter_to
from core.models import OutgoingEmail
from core.reasons import Refused, say
from customers.actors import Actor
from customers.errors import require
from customers.models import ConsentKind, CustomerGroup, Segment, ShopSettings, User
from customers.selectors.shop import shop_settings
from marketing.errors import MarketingRefused
from marketing.letters import (
    TEMPLATE,
    LetterWords,
    kept,
    letter,
    problems,
    texts_of,
    tidied,
    words_for,
)
from marketing.models import (
    Audience,
    Campaign,
    CampaignAddress,
    CampaignRecipient,
    CampaignState,
    LetterState,
    SkippedFor,
)
from marketing.policies import may_send_campaigns
from marketing.selectors.audience import counted

SEND_TASK = "marketing.send_campaigns"
MOST_ADDRESSES = 5_000
NO_LINK = "newsletter/stop/example/"  # in a preview and a test: it opens nothing


@dataclass(frozen=True)
class Details:
    """A newsletter as staff write it."""

    name: str
    kind: ConsentKind
    audience: Audience
    texts: Mapping[str, LetterWords]
    groups: Sequence[CustomerGroup] = ()
    segments: Sequence[Segment] = ()
    addresses: str = ""


class WordsRefused(MarketingRefused):
    """Of each language and part why: {"sv": {"body": …}}."""

    def __init__(self, found: Mapping[str, Mapping[str, Refused]]) -> None:
        self.found = found
        first = next(iter(next(iter(found.values())).values()))
        super().__init__(first)


@use_case("campaign.save")
def save_campaign(
    *, actor: Actor, campaign_id: int | None, details: Details, seen: int = 0
) -> Campaign:
    """A new draft, or one changed. `seen` is the version that the page began with.

    Raises NotPermitted, WordsRefused and MarketingRefused ("name", "audience", "groups",
    "addresses", "changed_since", "not_a_draft").
    """
    require(may_send_campaigns(actor))
    texts = {code: tidied(words) for code, words in details.texts.items()}
    wrong = {code: found for code, words in texts.items() if (found := problems(words))}
    if wrong:
        raise WordsRefused(wrong)
    name = " ".join(details.name.split())
    if not name:
        raise MarketingRefused(Refused(_("Give it a name."), "name"))
    addresses = addresses_in(details.addresses)
    _check_audience(details, addresses)
    if campaign_id is None:
        campaign = Campaign(made_by_id=actor.user_id)
    else:
        campaign = _draft(campaign_id, seen)
    campaign.name = name[:120]
    campaign.kind = details.kind
    campaign.audience = details.audience
    campaign.texts = kept(texts)
    campaign.version += 1
    campaign.save()
    _set_audience(campaign, details, addresses)
    return campaign


def _check_audience(details: Details, addresses: Sequence[str]) -> None:
    """What is chosen and not meant would write to everybody: it is asked about."""
    has_groups, asked = bool(details.groups or details.segments), details.audience
    if asked == Audience.GROUPS and not has_groups:
        reason = _("Choose a group or a segment.")
        raise MarketingRefused(Refused(reason, "groups"))
    if asked == Audience.ADDRESSES and not addresses:
        raise MarketingRefused(Refused(_("Write the addresses."), "addresses"))
    if (has_groups and asked != Audience.GROUPS) or (addresses and asked != Audience.ADDRESSES):
        reason = _("Groups or addresses are chosen below. Choose them here, or take them away.")
        raise MarketingRefused(Refused(reason, "audience"))


def _set_audience(campaign: Campaign, details: Details, addresses: Sequence[str]) -> None:
    is_groups = details.audience == Audience.GROUPS
    campaign.groups.set(details.groups if is_groups else ())
    campaign.segments.set(details.segments if is_groups else ())
    campaign.addresses.all().delete()
    if details.audience == Audience.ADDRESSES:
        CampaignAddress.objects.bulk_create(
            (CampaignAddress(campaign=campaign, address=each) for each in addresses),
            batch_size=1_000,
        )


def addresses_in(text: str) -> list[str]:
    """Of a pasted list, each once in lower case; raises MarketingRefused with what is none."""
    written = text.replace(",", " ").replace(";", " ").split()
    found = list(dict.fromkeys(word.strip("<>").lower() for word in written))
    if len(found) > MOST_ADDRESSES:
        reason = say(_("At most %(most)s addresses in one list."), most=MOST_ADDRESSES)
        raise MarketingRefused(Refused(reason, "addresses"))
    wrong = [word for word in found if not _is_address(word)]
    if wrong:
        named = ", ".join(word[:60] for word in wrong[:5])
        raise MarketingRefused(
            Refused(say(_("Not e-mail addresses: %(which)s"), which=named), "addresses")
        )
    return found


def _is_address(word: str) -> bool:
    try:
        validate_email(word)
    except ValidationError:
        return False
    return len(word) <= 254 and "\x00" not in word


@use_case("campaign.delete")
def delete_draft(*, actor: Actor, campaign_id: int) -> str:
    """A draft that nobody got; its name. What was sent stays."""
    require(may_send_campaigns(actor))
    campaign = _draft(campaign_id, None)
    campaign.delete()
    return campaign.name


@use_case("campaign.send_off")
def send_off(
    *, actor: Actor, campaign_id: int, seen: int, people: int, at: datetime | None = None
) -> Campaign:
    """Now, or `at` a moment to come. `people` is the number that was said yes to.

    Raises NotPermitted and MarketingRefused ("no_words", "nobody", "other_people", "past",
    "changed_since", "not_a_draft"). Who gets it is asked anew when it begins, and at each mail.
    """
    require(may_send_campaigns(actor))
    campaign = _draft(campaign_id, seen)
    if words_for(texts_of(campaign.texts), "", shop_language=shop_settings().language) is None:
        raise MarketingRefused(Refused(_("Write the letter first."), "no_words"))
    if at is not None and at <= timezone.now():
        raise MarketingRefused(Refused(_("Choose a time that is still to come."), "past"))
    found = counted(campaign)
    if found.is_nobody:
        raise MarketingRefused(Refused(_("Nobody would get it. See below why."), "nobody"))
    if found.gets != people:
        reason = say(
            _("%(now)s people get it now, not %(then)s. Look once more, then send."),
            now=found.gets,
            then=people,
        )
        raise MarketingRefused(Refused(reason, "other_people"))
    campaign.scheduled_at = at or timezone.now()
    campaign.state = CampaignState.SCHEDULED
    campaign.sent_off_by_id = actor.user_id
    campaign.save(update_fields=["scheduled_at", "state", "sent_off_by"])
    if at is None:
        app.configure_task(SEND_TASK).defer()
    return campaign


@use_case("campaign.unschedule")
def unschedule(*, actor: Actor, campaign_id: int) -> Campaign:
    """Back to a draft, while nobody has got it. Raises MarketingRefused ("too_late")."""
    require(may_send_campaigns(actor))
    campaign = _locked(campaign_id)
    if campaign.state != CampaignState.SCHEDULED:
        raise MarketingRefused(Refused(_("It is no longer waiting for its time."), "too_late"))
    make_draft_again(campaign)
    return campaign


def make_draft_again(campaign: Campaign) -> None:
    """As if nobody had said yes to it; whoever looked at it before looks once more."""
    campaign.state, campaign.scheduled_at = CampaignState.DRAFT, None
    campaign.sent_off_by = None
    campaign.version += 1
    campaign.save(update_fields=["state", "scheduled_at", "sent_off_by", "version"])


@use_case("campaign.stop")
def stop_campaign(*, actor: Actor, campaign_id: int) -> Campaign:
    """Nobody more gets it; what lies in the outbox goes. Raises MarketingRefused ("too_late")."""
    require(may_send_campaigns(actor))
    campaign = _locked(campaign_id)
    if campaign.state != CampaignState.SENDING:
        raise MarketingRefused(Refused(_("It is not being sent."), "too_late"))
    waiting = CampaignRecipient.objects.filter(campaign=campaign, state=LetterState.WAITING)
    waiting.update(state=LetterState.SKIPPED, reason=SkippedFor.STOPPED)
    campaign.state, campaign.ended_at = CampaignState.STOPPED, timezone.now()
    campaign.stopped_by_id = actor.user_id
    campaign.save(update_fields=["state", "ended_at", "stopped_by"])
    return campaign


def preview(
    *, campaign: Campaign, person: User, shop: ShopSettings, language: str = ""
) -> Written | None:
    """The mail as this person gets it, or as if their language were `language`. No query.

    None when no language is whole yet.
    """
    found = words_for(
        texts_of(campaign.texts),
        language or person.language or shop.language,
        shop_language=shop.language,
    )
    if found is None:
        return None
    code, words = found
    return letter(
        words,
        code,
        user=person,
        shop=shop,
        kind=ConsentKind(campaign.kind),
        stop_link=absolute_url(NO_LINK),
    )


@use_case("campaign.test")
def send_test(*, actor: Actor, campaign_id: int, language: str) -> OutgoingEmail:
    """To oneself, through the outbox like any other mail; nobody's figures count it."""
    require(may_send_campaigns(actor))
    campaign = Campaign.objects.get(pk=campaign_id)
    person = actor.user
    written = None
    if person is not None:
        written = preview(campaign=campaign, person=person, shop=shop_settings(), language=language)
    if person is None or written is None:
        raise MarketingRefused(Refused(_("Write the letter first."), "no_words"))
    mail = letter_to(written, event_key=f"test-{uuid4().hex}", template=TEMPLATE, to=person)
    mail.save()
    return mail


def _locked(campaign_id: int) -> Campaign:
    found: Campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id)
    return found


def _draft(campaign_id: int, seen: int | None) -> Campaign:
    campaign = _locked(campaign_id)
    if campaign.state != CampaignState.DRAFT:
        raise MarketingRefused(Refused(_("It is no draft any more."), "not_a_draft"))
    if seen is not None and campaign.version != seen:
        reason = _("Somebody has changed it since you opened it. Look once more.")
        raise MarketingRefused(Refused(reason, "changed_since"))
    return campaign
