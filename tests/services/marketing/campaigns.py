"""People who said yes, and a letter to them."""

from typing import Any

from core.mail import send_due
from customers.actors import Actor
from customers.models import Consent, ConsentKind, ConsentSource, User
from customers.services.consents import withdraw_own
from marketing.letters import LetterWords
from marketing.models import Audience, Campaign, CampaignRecipient
from marketing.selectors.audience import counted
from marketing.services.campaign_sending import send_batch
from marketing.services.campaigns import Details, save_campaign, send_off
from tests.world import World

NEWS, PARTNER = ConsentKind.NEWSLETTER, ConsentKind.PARTNER
WORDS = LetterWords("News, {{ first_name }}", "All that is new", "Dear **{{ full_name }}**,\n\nhi.")


def says_yes(*people: User, kind: ConsentKind = NEWS) -> None:
    Consent.objects.bulk_create(
        Consent(user=person, kind=kind, given_source=ConsentSource.OWN_PAGES) for person in people
    )


def says_no(person: User, kind: ConsentKind = NEWS) -> None:
    withdraw_own(actor=Actor(user=person), user=person, kind=kind, source=ConsentSource.OWN_PAGES)


def readers(count: int, *, prefix: str = "reader") -> list[User]:
    """So many who are nobody else and said yes."""
    people: list[User] = User.objects.bulk_create(
        User(email=f"{prefix}{number}@example.com", first_name="Rut", last_name=f"Nr {number:05}")
        for number in range(count)
    )
    says_yes(*people)
    return people


def draft(world: World, **changes: Any) -> Campaign:
    given: dict[str, Any] = {
        "name": "November",
        "kind": NEWS,
        "audience": Audience.EVERYBODY,
        "texts": {"en": WORDS},
    } | changes
    return save_campaign(actor=world.actor(world.stina), campaign_id=None, details=Details(**given))


def sent_off(world: World, **changes: Any) -> Campaign:
    campaign = draft(world, **changes)
    return send_off(
        actor=world.actor(world.stina),
        campaign_id=campaign.pk,
        seen=campaign.version,
        people=counted(campaign).gets,
    )


def run() -> None:
    """The worker: letters into the outbox, out of it, and what became of them."""
    for _turn in range(3):
        send_batch()
        send_due(at_most=1000)


def fates(campaign: Campaign) -> dict[str, tuple[str, str]]:
    rows = CampaignRecipient.objects.filter(campaign=campaign)
    return {
        email: (state, reason)
        for email, state, reason in rows.values_list("user__email", "state", "reason")
    }
